// Sends a head and a first line, then never returns.
#include <stdio.h>

int main(void) {
  printf("Content-Type: text/plain\n\nwait for it\n");
  fflush(stdout);
  for (volatile unsigned i = 0;; i++) {}
}
