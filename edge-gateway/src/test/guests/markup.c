// Writes what a page would run if it took text for markup: to standard error, as a header and as its response.
#include <stdio.h>

int main(void) {
  fprintf(stderr, "<img src=x onerror=\"hostile=1\"><script>hostile=1</script>\n");
  printf("Content-Type: text/html\nX-Markup: <script>hostile=1</script>\n\n");
  printf("<!DOCTYPE html><script>hostile=1</script><img src=x onerror=\"hostile=1\">\n");
  return 0;
}
