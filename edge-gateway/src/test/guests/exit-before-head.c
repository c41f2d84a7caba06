// Exits with 3 and has written nothing but a complaint.
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  fprintf(stderr, "cannot go on\n");
  exit(3);
}
