// Reads its body 1 KiB at a time with 10 ms between, then answers with the number of bytes.
#include <stdio.h>
#include <time.h>
#include <unistd.h>

int main(void) {
  char piece[1024];
  unsigned long long bytes = 0;
  ssize_t count;
  while ((count = read(STDIN_FILENO, piece, sizeof piece)) > 0) {
    bytes += (unsigned long long)count;
    nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
  }
  printf("Content-Type: text/plain\n\nread %llu bytes\n", bytes);
  return count < 0;
}
