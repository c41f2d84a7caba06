// Prints every argument as "arg=…" and every environment variable as "NAME=value", one a line, in the order of the host.
#include <stdio.h>

extern char **environ;

int main(int count, char **arguments) {
  printf("Content-Type: text/plain; charset=utf-8\r\n\r\n");
  for (int i = 0; i < count; i++) printf("arg=%s\n", arguments[i]);
  for (char **variable = environ; *variable; variable++) printf("%s\n", *variable);
  return 0;
}
