// Increments a counter in memory and prints it: always 1, because every request gets a fresh instance.
#include <stdio.h>

static volatile int counter;

int main(void) {
  counter++;
  printf("Content-Type: text/plain\n\n%d\n", counter);
  return 0;
}
