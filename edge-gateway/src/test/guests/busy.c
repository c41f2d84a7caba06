// Computes as many million rounds as the query says, without a hostcall, then answers with the result.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  uint64_t rounds = strtoull(getenv("QUERY_STRING"), NULL, 10) * 1000000;
  uint64_t state = 88172645463325252;
  for (uint64_t i = 0; i < rounds; i++) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
  }
  printf("Content-Type: text/plain\n\n%016llx\n", (unsigned long long)state);
  return 0;
}
