// Writes 10,000 log lines of 100 bytes, then answers "logged 1000000 bytes".
#include <stdio.h>

int main(void) {
  for (int i = 0; i < 10000; i++) fprintf(stderr, "%06d %092d\n", i, 0);
  printf("Content-Type: text/plain\n\nlogged 1000000 bytes\n");
  return 0;
}
