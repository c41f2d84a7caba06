// Answers first, then reads its body to the end and sends its length.
#include <stdio.h>
#include <unistd.h>

int main(void) {
  static char piece[16 * 1024];
  unsigned long long bytes = 0;
  ssize_t count;
  printf("Content-Type: text/plain\n\nnow send\n");
  fflush(stdout);
  while ((count = read(STDIN_FILENO, piece, sizeof piece)) > 0) bytes += (unsigned long long)count;
  printf("got %llu bytes\n", bytes);
  return count < 0;
}
