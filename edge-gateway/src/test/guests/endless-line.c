// Sends the value of one header field, up to 1 GiB, without a line end.
#include <stdio.h>

int main(void) {
  printf("X-Long: ");
  for (unsigned i = 0; i < 1u << 26; i++) {
    if (fwrite("0123456789abcdef", 1, 16, stdout) != 16) return 1;
  }
  return 0;
}
