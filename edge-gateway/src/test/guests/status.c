// Answers with the status that the query names, "?404" or "?204", and a body where such a response has one.
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  int status = atoi(getenv("QUERY_STRING"));
  printf("Status: %d\n", status);
  if (status == 204 || status == 304) {
    printf("\n");
  } else {
    printf("Content-Type: text/plain\n\nstatus %d\n", status);
  }
  return 0;
}
