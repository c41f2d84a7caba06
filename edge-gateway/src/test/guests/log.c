// Writes to standard error what a log has to cope with, between the lines "first" and "last", then answers. The query "endless"
// never ends the last line and never stops.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
  static char line[20001];
  memset(line, 'x', sizeof line - 1);
  fprintf(stderr, "first\n");
  fprintf(stderr, "\n");
  fprintf(stderr, "windows line\r\n");
  fprintf(stderr, "tab\there, bell\a, escape \033[31mred\033[0m, clear \033[2J\033[H\n");
  fprintf(stderr, "not UTF-8: \xff\xfe\xc3( \xed\xa0\x80\n");
  fprintf(stderr, "Gr\xc3\xbc\xc3\x9f");
  fprintf(stderr, "e, in two writes, \xe2\x82");
  fprintf(stderr, "\xac split within a character\n");
  fwrite("a NUL \0 inside\n", 1, 15, stderr);
  fprintf(stderr, "{\"time\":\"forged\",\"text\":\"json\"}\n");
  fprintf(stderr, "%s\n", line);
  fprintf(stderr, "last, without a line end");
  while (strcmp(getenv("QUERY_STRING"), "endless") == 0) fputs(line, stderr);
  printf("Content-Type: text/plain\n\nlogged\n");
  return 0;
}
