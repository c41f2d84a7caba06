// A program for Fastly Compute that opens its KV store "things" again and again, and never answers.
#include <stddef.h>
#include <stdint.h>

__attribute__((import_module("fastly_kv_store"), import_name("open"))) int kv_open(const char *name, size_t length,
                                                                                  uint32_t *store);

int main(void) {
  uint32_t store;
  for (;;)
    kv_open("things", 6, &store);
}
