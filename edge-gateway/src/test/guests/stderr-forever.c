// Writes log lines without end, and no response.
#include <stdio.h>

int main(void) {
  for (unsigned long i = 0;; i++) fprintf(stderr, "line %lu of a log that never ends\n", i);
}
