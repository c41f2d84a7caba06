// Grows its memory page by page until it cannot, and answers with the number of pages that it then has.
#include <stdio.h>

int main(void) {
  while (__builtin_wasm_memory_grow(0, 1) != (size_t)-1) {}
  printf("Content-Type: text/plain\n\npages=%zu\n", __builtin_wasm_memory_size(0));
  return 0;
}
