// Sends header fields, each of them correct, up to 1 GiB, before the empty line.
#include <stdio.h>

int main(void) {
  for (unsigned i = 0; i < 1u << 26; i++) {
    if (printf("X-%08x: 1234\n", i) < 0) return 1;
  }
  printf("\nbody\n");
  return 0;
}
