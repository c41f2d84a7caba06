// Greets, and sends a request's body back as it arrives.
//
// The request is environment variables and standard input, the response a few header lines, an empty line and the body
// on standard output (CGI, RFC 3875). What goes to standard error is the function's log.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *variable(const char *name) {
  const char *value = getenv(name);
  return value ? value : "";
}

static int hex(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

// Finds a field in a query string and decodes it; false when it is not there.
static int query_field(const char *query, const char *name, char *value, size_t size) {
  size_t length = strlen(name);
  while (*query) {
    size_t pair = strcspn(query, "&");
    if (pair > length && strncmp(query, name, length) == 0 && query[length] == '=') {
      const char *in = query + length + 1, *end = query + pair;
      size_t out = 0;
      while (in < end && out + 1 < size) {
        if (*in == '%' && end - in > 2 && hex(in[1]) >= 0 && hex(in[2]) >= 0) {
          value[out++] = (char)(hex(in[1]) << 4 | hex(in[2]));
          in += 3;
        } else {
          value[out++] = *in == '+' ? ' ' : *in;
          in++;
        }
      }
      value[out] = '\0';
      return 1;
    }
    query += pair + (query[pair] == '&');
  }
  return 0;
}

static void head(const char *status) {
  printf("Status: %s\r\n", status);
  printf("Content-Type: text/plain; charset=utf-8\r\n");
  printf("X-Content-Type-Options: nosniff\r\n");
  printf("Cache-Control: no-store\r\n\r\n");
}

static int greet(void) {
  char name[64];
  if (!query_field(variable("QUERY_STRING"), "name", name, sizeof name) || !*name) strcpy(name, "world");
  head("200 OK");
  printf("Hello, %s!\n\n", name);
  printf("method: %s\n", variable("REQUEST_METHOD"));
  printf("path: %s\n", variable("PATH_INFO"));
  printf("query: %s\n", variable("QUERY_STRING"));
  return 0;
}

// Reads a piece, writes a piece: however large the body is, it is never in memory as a whole, and its first bytes are on
// their way back while the last ones are still to come.
static int send_back(void) {
  char piece[16 * 1024];
  unsigned long long bytes = 0;
  ssize_t count;
  head("200 OK");
  fflush(stdout);
  while ((count = read(STDIN_FILENO, piece, sizeof piece)) > 0) {
    for (ssize_t sent = 0; sent < count;) {
      ssize_t written = write(STDOUT_FILENO, piece + sent, (size_t)(count - sent));
      if (written < 0) {
        perror("hello: the response cannot be written");
        return 1;
      }
      sent += written;
    }
    bytes += (unsigned long long)count;
  }
  if (count < 0) {
    perror("hello: the request's body cannot be read");
    return 1;
  }
  fprintf(stderr, "hello: sent %llu bytes back\n", bytes);
  return 0;
}

int main(void) {
  const char *method = variable("REQUEST_METHOD");
  if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0) return greet();
  if (strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0) return send_back();
  fprintf(stderr, "hello: refused a %s\n", method);
  printf("Allow: GET, HEAD, POST, PUT\r\n");
  head("405 Method Not Allowed");
  printf("Send GET, HEAD, POST or PUT.\n");
  return 0;
}
