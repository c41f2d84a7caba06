// Sends 64 MiB of body, and logs "sent N MiB" after each: how far it is shows whether it is held back.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void) {
  static char piece[64 * 1024];
  memset(piece, 'w', sizeof piece);
  printf("Content-Type: text/plain\n\n");
  fflush(stdout);
  for (int i = 1; i <= 64 * 16; i++) {
    for (size_t sent = 0; sent < sizeof piece;) {
      ssize_t count = write(STDOUT_FILENO, piece + sent, sizeof piece - sent);
      if (count < 0) return 1;
      sent += (size_t)count;
    }
    if (i % 16 == 0) fprintf(stderr, "sent %d MiB\n", i / 16);
  }
  return 0;
}
