// Traps after a head and a part of its body have been sent.
#include <stdio.h>

int main(void) {
  printf("Content-Type: text/plain\n\nso far so go");
  fflush(stdout);
  __builtin_trap();
}
