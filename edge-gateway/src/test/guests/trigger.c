// Logs what was asked and by whom, and answers with more than waits anywhere on the way.
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  const char *by = getenv("HTTP_X_VERGE_TRIGGER");
  const char *at = getenv("HTTP_X_VERGE_TRIGGER_SCHEDULE");
  fprintf(stderr, "%s %s %s by %s at %s\n", getenv("REQUEST_METHOD"), getenv("PATH_INFO"), getenv("QUERY_STRING"),
          by ? by : "a client", at ? at : "any time");
  printf("Content-Type: text/plain\r\n\r\n");
  for (int i = 0; i < 200000; i++) putchar('x');
  return 0;
}
