// Sends the head that the query names; see the table. What each must come to is in README.md.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT "Content-Type: text/plain\n"
#define HEAD(name, bytes) {name, bytes, sizeof bytes - 1}

static const struct {
  const char *name, *bytes;
  size_t length;
} heads[] = {
    HEAD("no-colon", "Content-Type text/plain\n\nbody"),
    HEAD("no-name", ": value\n" TEXT "\nbody"),
    HEAD("space-in-name", "X Evil: a\n" TEXT "\nbody"),
    HEAD("space-before-colon", "X-Evil : a\n" TEXT "\nbody"),
    HEAD("name-not-ascii", "X-\xc3\x89vil: a\n" TEXT "\nbody"),
    HEAD("folded", "X-Long: a\n b\n" TEXT "\nbody"),
    HEAD("cr-in-value", "X-Evil: a\rSet-Cookie: stolen=1\n" TEXT "\nbody"),
    HEAD("cr-in-status", "Status: 200 OK\rSet-Cookie: stolen=1\n" TEXT "\nbody"),
    HEAD("nul-in-value", "X-Evil: a\0b\n" TEXT "\nbody"),
    HEAD("control-in-value", "X-Evil: a\x01\x7f\n" TEXT "\nbody"),
    HEAD("cr-in-location", "Location: /a\rSet-Cookie: stolen=1\n\n"),
    HEAD("status-word", "Status: banana\n" TEXT "\nbody"),
    HEAD("status-empty", "Status:\n" TEXT "\nbody"),
    HEAD("status-low", "Status: 42\n" TEXT "\nbody"),
    HEAD("status-negative", "Status: -200 OK\n" TEXT "\nbody"),
    HEAD("status-informational", "Status: 101 Switching Protocols\n" TEXT "\nbody"),
    HEAD("status-high", "Status: 600\n" TEXT "\nbody"),
    HEAD("status-huge", "Status: 4294967496 OK\n" TEXT "\nbody"),
    HEAD("status-twice", "Status: 200 OK\nStatus: 404 Not Found\n" TEXT "\nbody"),
    HEAD("length-word", "Content-Length: banana\n" TEXT "\nbody"),
    HEAD("length-negative", "Content-Length: -4\n" TEXT "\nbody"),
    HEAD("length-huge", "Content-Length: 99999999999999999999\n" TEXT "\nbody"),
    HEAD("length-twice", "Content-Length: 4\nContent-Length: 2\n" TEXT "\nbody"),
    HEAD("hop-by-hop", "Transfer-Encoding: chunked\nConnection: upgrade\nUpgrade: x\n" TEXT "\n0\r\n\r\n"),
    HEAD("http-status-line", "HTTP/1.1 200 OK\n" TEXT "\nbody"),
    HEAD("no-end", TEXT),
    HEAD("no-line-end", "Content-Type: text/plain"),
    HEAD("empty", "\nbody"),
    HEAD("no-head", "<!doctype html>\n<title>forgot the head</title>\n"),
    HEAD("binary", "\x7f" "ELF\1\2\0\0\0\xff\xfe\xfd"),
};

int main(void) {
  const char *wanted = getenv("QUERY_STRING");
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
    if (strcmp(wanted, heads[i].name) == 0) return fwrite(heads[i].bytes, heads[i].length, 1, stdout) != 1;
  }
  printf(TEXT "Status: 404 Not Found\n\n");
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) printf("%s\n", heads[i].name);
  return 0;
}
