// Sends the request's body back as it arrives, under its own content type.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(void) {
  const char *type = getenv("CONTENT_TYPE");
  printf("Content-Type: %s\r\n\r\n", type && *type ? type : "application/octet-stream");
  fflush(stdout);
  static char piece[64 * 1024];
  ssize_t count;
  while ((count = read(STDIN_FILENO, piece, sizeof piece)) > 0) {
    for (ssize_t sent = 0; sent < count;) {
      ssize_t written = write(STDOUT_FILENO, piece + sent, (size_t)(count - sent));
      if (written <= 0) return 1;
      sent += written;
    }
  }
  return count < 0;
}
