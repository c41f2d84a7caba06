// Writes a correct response, head and all, one byte a call.
#include <string.h>
#include <unistd.h>

int main(void) {
  const char *response = "Status: 201 Created\r\nContent-Type: text/plain\r\nX-Slow: yes\r\n\r\nbyte by byte\n";
  for (const char *at = response; *at; at++) {
    if (write(STDOUT_FILENO, at, 1) != 1) return 1;
  }
  return 0;
}
