// build: -Wl,-z,stack-size=67108864
// Calls itself without end through a pointer, with 256 bytes a call of its own stack in memory, of which it has 64 MiB.
#include <stdio.h>

static int deeper(volatile int depth);
static int (*volatile again)(volatile int) = deeper;

static int deeper(volatile int depth) {
  volatile char frame[256];
  frame[depth & 255] = (char)depth;
  return again(depth + 1) + frame[depth & 255];
}

int main(void) {
  printf("Content-Type: text/plain\n\n%d\n", deeper(0));
  return 0;
}
