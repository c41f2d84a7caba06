// build: -mbulk-memory
// Looks for what an earlier request left in memory, then leaves as much as it can: fills the heap, and a memory that it grew by
// 64 pages, with 0xa5. Answers "pages=<at the start> residue=<words that were not zero>"; both must never change.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

extern unsigned char __heap_base;

int main(void) {
  size_t pages = __builtin_wasm_memory_size(0);
  const uint64_t *end = (const uint64_t *)(pages * 65536);
  size_t residue = 0;
  for (const uint64_t *at = (const uint64_t *)&__heap_base; at < end; at++) residue += *at != 0;
  char answer[100];
  snprintf(answer, sizeof answer, "Content-Type: text/plain\n\npages=%zu residue=%zu\n", pages, residue);
  __builtin_wasm_memory_grow(0, 64);
  __builtin_memset(&__heap_base, 0xa5, __builtin_wasm_memory_size(0) * 65536 - (size_t)&__heap_base);
  setvbuf(stdout, NULL, _IONBF, 0);
  fputs(answer, stdout);
  return 0;
}
