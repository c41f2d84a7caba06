// build: -mexec-model=reactor
// A reactor. Its constructor must run before handle does; handle returns the query's number after a whole response.
#include <stdio.h>
#include <stdlib.h>

static int constructed;

__attribute__((constructor)) static void construct(void) { constructed++; }

__attribute__((export_name("handle"))) int handle(void) {
  printf("Content-Type: text/plain\n\nconstructed %d times\n", constructed);
  fflush(stdout);
  return atoi(getenv("QUERY_STRING"));
}

// For a manifest with entrypoint = "other"; without a result.
__attribute__((export_name("other"))) void other(void) {
  printf("Content-Type: text/plain\n\nthe other entry point\n");
  fflush(stdout);
}
