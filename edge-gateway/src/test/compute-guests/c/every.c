// Calls any function of the Compute ABI with any arguments, as the request's body says: one command per line, the answer tells
// each status and value on a line of its own. For what SDKs never do: handles that are not there, buffers too small, pointers
// out of memory. ../README.md has the commands.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARGS_1 int
#define ARGS_2 int, ARGS_1
#define ARGS_3 int, ARGS_2
#define ARGS_4 int, ARGS_3
#define ARGS_5 int, ARGS_4
#define ARGS_6 int, ARGS_5
#define ARGS_7 int, ARGS_6
#define ARGS_8 int, ARGS_7
#define ARGS_9 int, ARGS_8
#define ARGS_10 int, ARGS_9
#define ARGS_11 int, ARGS_10
#define ARGS_12 int, ARGS_11
#define ARGS_13 int, ARGS_12
#define ARGS_14 int, ARGS_13

#define FUNCTION(module, name, count) \
  __attribute__((import_module(#module), import_name(#name))) int module##_##name(ARGS_##count);
#include "functions.h"
#undef FUNCTION

__attribute__((import_module("fastly_abi"), import_name("init"))) int fastly_abi_init(uint64_t version);

static const struct {
  const char *name;
  void (*function)(void);
  int count;
} functions[] = {
#define FUNCTION(module, name, count) {#module "." #name, (void (*)(void))module##_##name, count},
#include "functions.h"
#undef FUNCTION
};

// What commands write to and point into.
static _Alignas(8) unsigned char scratch[1 << 18];
static char script[1 << 16];
static char answer[1 << 18];
static size_t answered;
static int request, body;

static void say(const char *text, size_t length) {
  if (length > sizeof answer - answered) length = sizeof answer - answered;
  memcpy(answer + answered, text, length);
  answered += length;
}

static void say_number(long long number) {
  char text[24];
  say(text, (size_t)snprintf(text, sizeof text, "%lld\n", number));
}

static void say_bytes(const unsigned char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    char text[8];
    if (bytes[i] >= ' ' && bytes[i] < 127 && bytes[i] != '\\') {
      say((const char *)bytes + i, 1);
    } else {
      say(text, (size_t)snprintf(text, sizeof text, "\\x%02x", bytes[i]));
    }
  }
  say("\n", 1);
}

static int loaded(int offset) {
  int value;
  memcpy(&value, scratch + offset, sizeof value);
  return value;
}

// A number, &offset for an address in the scratch memory, *offset for the number that lies there, REQ or BODY.
static int argument(const char *word) {
  if (word[0] == '&') return (int)(uintptr_t)(scratch + atoi(word + 1));
  if (word[0] == '*') return loaded(atoi(word + 1));
  if (!strcmp(word, "REQ")) return request;
  if (!strcmp(word, "BODY")) return body;
  return (int)strtoll(word, NULL, 0);
}

static int call(void (*function)(void), int count, const int *a) {
  switch (count) {
    case 1: return ((int (*)(ARGS_1))function)(a[0]);
    case 2: return ((int (*)(ARGS_2))function)(a[0], a[1]);
    case 3: return ((int (*)(ARGS_3))function)(a[0], a[1], a[2]);
    case 4: return ((int (*)(ARGS_4))function)(a[0], a[1], a[2], a[3]);
    case 5: return ((int (*)(ARGS_5))function)(a[0], a[1], a[2], a[3], a[4]);
    case 6: return ((int (*)(ARGS_6))function)(a[0], a[1], a[2], a[3], a[4], a[5]);
    case 7: return ((int (*)(ARGS_7))function)(a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
    case 8: return ((int (*)(ARGS_8))function)(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
    case 9: return ((int (*)(ARGS_9))function)(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8]);
    case 11: return ((int (*)(ARGS_11))function)(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10]);
    case 14:
      return ((int (*)(ARGS_14))function)(
          a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11], a[12], a[13]);
    default: abort();
  }
}

// Writes text to the scratch memory; \xHH is a byte.
static void poke(int offset, const char *text) {
  while (*text) {
    unsigned char byte = (unsigned char)*text++;
    if (byte == '\\' && *text == 'x') {
      const char digits[3] = {text[1], text[2], 0};
      byte = (unsigned char)strtol(digits, NULL, 16);
      text += 3;
    }
    scratch[offset++] = byte;
  }
}

// Every function with all arguments zero but the first, which is a handle that was never given.
static void sweep(int handle) {
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    int arguments[14] = {handle};
    for (int j = 1; j < functions[i].count; j++) arguments[j] = (int)(uintptr_t)scratch;
    say(functions[i].name, strlen(functions[i].name));
    say(" ", 1);
    say_number(call(functions[i].function, functions[i].count, arguments));
  }
}

static void run(char *line) {
  char *rest = strchr(line, ' ');
  if (rest) *rest++ = 0;
  if (!strcmp(line, "text") || !strcmp(line, "u32")) {
    char *value = strchr(rest, ' ');
    *value++ = 0;
    if (line[0] == 't') {
      poke(atoi(rest), value);
    } else {
      int number = argument(value);
      memcpy(scratch + atoi(rest), &number, sizeof number);
    }
    return;
  }
  char *words[15];
  int count = 0;
  for (char *word = strtok(rest, " "); word && count < 15; word = strtok(NULL, " ")) words[count++] = word;
  if (!strcmp(line, "show")) {
    say_bytes(scratch + atoi(words[0]), (size_t)argument(words[1]));
  } else if (!strcmp(line, "get")) {
    say_number(loaded(atoi(words[0])));
  } else if (!strcmp(line, "get64")) {
    long long value;
    memcpy(&value, scratch + atoi(words[0]), sizeof value);
    say_number(value);
  } else if (!strcmp(line, "init")) {
    say_number(fastly_abi_init((uint64_t)strtoull(words[0], NULL, 0)));
  } else if (!strcmp(line, "count")) {
    say_number(sizeof functions / sizeof *functions + 1);
  } else if (!strcmp(line, "sweep")) {
    sweep(argument(words[0]));
  } else {
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
      if (strcmp(functions[i].name, line)) continue;
      int arguments[15] = {0};
      if (count != functions[i].count) {
        say("wrong number of arguments\n", 26);
        return;
      }
      for (int j = 0; j < count; j++) arguments[j] = argument(words[j]);
      say_number(call(functions[i].function, count, arguments));
      return;
    }
    say("no such function\n", 17);
  }
}

int main(void) {
  if (fastly_http_req_body_downstream_get((int)(uintptr_t)&request, (int)(uintptr_t)&body)) return 1;
  size_t length = 0;
  for (;;) {
    int read = 0;
    if (fastly_http_body_read(
            body, (int)(uintptr_t)(script + length), (int)(sizeof script - 1 - length), (int)(uintptr_t)&read)) {
      return 2;
    }
    if (!read) break;
    length += (size_t)read;
  }
  script[length] = 0;
  for (char *line = script; *line;) {
    char *end = strchr(line, '\n');
    if (end) *end = 0;
    if (*line) run(line);
    line = end ? end + 1 : line + strlen(line);
  }
  int response = 0, out = 0, written = 0;
  if (fastly_http_resp_new((int)(uintptr_t)&response) || fastly_http_body_new((int)(uintptr_t)&out)) return 3;
  for (size_t sent = 0; sent < answered; sent += (size_t)written) {
    if (fastly_http_body_write(
            out, (int)(uintptr_t)(answer + sent), (int)(answered - sent), 0, (int)(uintptr_t)&written)) {
      return 4;
    }
  }
  // A command may have answered already.
  fastly_http_resp_send_downstream(response, out, 0);
  return 0;
}
