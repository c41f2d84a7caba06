// Redirects as the query says (RFC 3875, section 6.2): "local" names a path and nothing else, "absolute" a URL, "permanent" a
// path with a status, "document" a URL with a status and a body. /landed answers 200 with its method, path and query.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
  const char *kind = getenv("QUERY_STRING"), *path = getenv("PATH_INFO");
  if (strcmp(path, "/landed") == 0) {
    printf("Content-Type: text/plain\n\nlanded by %s at %s?%s\n", getenv("REQUEST_METHOD"), path, kind);
  } else if (strcmp(kind, "local") == 0) {
    printf("Location: /landed?from=local\n\n");
  } else if (strcmp(kind, "absolute") == 0) {
    printf("Location: https://example.com/elsewhere\n\n");
  } else if (strcmp(kind, "permanent") == 0) {
    printf("Status: 301 Moved Permanently\nLocation: /landed\n\n");
  } else if (strcmp(kind, "document") == 0) {
    printf("Location: https://example.com/elsewhere\nStatus: 302 Found\nContent-Type: text/plain\n\nover there\n");
  } else {
    printf("Status: 400 Bad Request\nContent-Type: text/plain\n\nwhich redirect?\n");
  }
  return 0;
}
