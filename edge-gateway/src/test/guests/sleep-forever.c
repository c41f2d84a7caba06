// Waits in poll_oneoff for a day, again and again, using no CPU.
#include <time.h>

int main(void) {
  for (;;) nanosleep(&(struct timespec){.tv_sec = 24 * 60 * 60}, NULL);
}
