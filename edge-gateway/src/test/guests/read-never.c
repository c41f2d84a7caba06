// Answers without having read any of its body.
#include <stdio.h>

int main(void) {
  printf("Content-Type: text/plain\n\nnot interested\n");
  return 0;
}
