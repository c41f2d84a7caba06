// Allocates and fills memory; when there is no more, it goes on asking.
#include <stdlib.h>
#include <string.h>

static char *volatile last;  // lest the compiler sees that nobody reads it

int main(void) {
  for (;;) {
    last = malloc(1 << 20);
    if (last) memset(last, 0x5a, 1 << 20);
  }
}
