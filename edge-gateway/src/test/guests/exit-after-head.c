// Exits with 3 after a head and a part of its body have been sent.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(void) {
  printf("Content-Type: text/plain\n\nhalf of");
  fflush(stdout);
  usleep(500000); // until it is on its way: before that, a failing guest's head is replaced
  exit(3);
}
