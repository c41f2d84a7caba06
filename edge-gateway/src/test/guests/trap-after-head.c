// Traps after a head and a part of its body have been sent.
#include <stdio.h>
#include <unistd.h>

int main(void) {
  printf("Content-Type: text/plain\n\nso far so go");
  fflush(stdout);
  usleep(500000); // until it is on its way: before that, a failing guest's head is replaced
  __builtin_trap();
}
