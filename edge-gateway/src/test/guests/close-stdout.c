// Answers, closes standard output, and goes on: writes more to it, and logs "write after close: <errno>".
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  printf("Content-Type: text/plain\n\nall there is\n");
  fflush(stdout);
  close(STDOUT_FILENO);
  ssize_t count = write(STDOUT_FILENO, "more\n", 5);
  fprintf(stderr, "write after close: %d\n", count < 0 ? errno : 0);
  return 0;
}
