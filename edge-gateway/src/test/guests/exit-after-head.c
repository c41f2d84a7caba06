// Exits with 3 after a head and a part of its body have been sent.
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  printf("Content-Type: text/plain\n\nhalf of");
  fflush(stdout);
  exit(3);
}
