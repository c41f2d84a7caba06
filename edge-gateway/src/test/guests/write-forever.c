// Sends a body without end.
#include <stdio.h>
#include <string.h>

int main(void) {
  static char line[4096];
  memset(line, 'y', sizeof line);
  printf("Content-Type: text/plain\n\n");
  while (fwrite(line, sizeof line, 1, stdout) == 1) {}
  return 0;
}
