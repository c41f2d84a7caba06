// Asks for the time without end: never long in its own code, and never out of it.
#include <time.h>

int main(void) {
  struct timespec time;
  for (;;) clock_gettime(CLOCK_MONOTONIC, &time);
}
