// A program for Fastly Compute. Called with arguments it prints them and ends with their number; else it answers with the
// entry "greeting" of its config store "settings", and tells its log.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IMPORT(module, name) __attribute__((import_module(module), import_name(name)))

IMPORT("fastly_config_store", "open") int config_open(const char *name, size_t length, uint32_t *store);
IMPORT("fastly_config_store", "get")
int config_get(uint32_t store, const char *key, size_t length, char *value, size_t most, size_t *written);
IMPORT("fastly_http_resp", "new") int resp_new(uint32_t *response);
IMPORT("fastly_http_resp", "send_downstream") int resp_send(uint32_t response, uint32_t body, uint32_t streaming);
IMPORT("fastly_http_body", "new") int body_new(uint32_t *body);
IMPORT("fastly_http_body", "write")
int body_write(uint32_t body, const char *bytes, size_t length, int end, size_t *written);
IMPORT("fastly_log", "endpoint_get") int log_get(const char *name, size_t length, uint32_t *endpoint);
IMPORT("fastly_log", "write") int log_write(uint32_t endpoint, const char *line, size_t length, size_t *written);

int main(int count, char **arguments) {
  uint32_t store, response, body, endpoint;
  size_t length = 0, written;
  char value[200] = "no greeting";
  for (int i = 1; i < count; i++)
    printf("argument %s\n", arguments[i]);
  if (count > 1)
    return count - 1;
  if (config_open("settings", 8, &store) == 0 && config_get(store, "greeting", 8, value, sizeof value, &length) == 0)
    value[length] = 0;
  printf("greeted with %s\n", value);
  fprintf(stderr, "and complained\n");
  if (log_get("tales", 5, &endpoint) == 0)
    log_write(endpoint, "a line", 6, &written);
  return resp_new(&response) || body_new(&body) || body_write(body, value, strlen(value), 0, &written) ||
         resp_send(response, body, 0);
}
