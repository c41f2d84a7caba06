// Declares one Content-Length and sends another number of bytes: "?declared=5&actual=10". Without "declared" there is no such
// field; the bytes are the letters a to z over and over.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long long number(const char *name) {
  const char *field = strstr(getenv("QUERY_STRING"), name);
  return field ? atoll(field + strlen(name)) : -1;
}

int main(void) {
  static char piece[26 * 1024];
  for (size_t i = 0; i < sizeof piece; i++) piece[i] = (char)('a' + i % 26);
  long long declared = number("declared="), left = number("actual=");
  printf("Content-Type: text/plain\n");
  if (declared >= 0) printf("Content-Length: %lld\n", declared);
  printf("\n");
  while (left > 0) {
    size_t count = left < (long long)sizeof piece ? (size_t)left : sizeof piece;
    if (fwrite(piece, 1, count, stdout) != count) return 1;
    left -= (long long)count;
  }
  return 0;
}
