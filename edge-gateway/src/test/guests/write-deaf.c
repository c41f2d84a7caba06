// Sends a body without end and does not look at the errors.
#include <string.h>
#include <unistd.h>

int main(void) {
  static char line[4096];
  memset(line, 'y', sizeof line);
  write(STDOUT_FILENO, "Content-Type: text/plain\n\n", 26);
  for (;;) write(STDOUT_FILENO, line, sizeof line);
}
