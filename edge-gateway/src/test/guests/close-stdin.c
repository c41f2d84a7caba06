// Closes its standard input unread, then reads from it; answers "read after close: <errno>".
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  char byte;
  close(STDIN_FILENO);
  ssize_t count = read(STDIN_FILENO, &byte, 1);
  printf("Content-Type: text/plain\n\nread after close: %d\n", count < 0 ? errno : 0);
  return 0;
}
