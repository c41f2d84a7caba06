// Writes five pieces, "chunk 1" to "chunk 5", 100 ms apart; each must reach the client before the next is written.
#include <stdio.h>
#include <time.h>

int main(void) {
  printf("Content-Type: text/plain\n\n");
  for (int i = 1; i <= 5; i++) {
    printf("chunk %d\n", i);
    fflush(stdout);
    if (i < 5) nanosleep(&(struct timespec){.tv_nsec = 100 * 1000 * 1000}, NULL);
  }
  return 0;
}
