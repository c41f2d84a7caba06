// Sleeps for as many milliseconds as the query says, then answers "slept".
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(void) {
  long milliseconds = atol(getenv("QUERY_STRING"));
  struct timespec time = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000};
  nanosleep(&time, NULL);
  printf("Content-Type: text/plain\n\nslept\n");
  return 0;
}
