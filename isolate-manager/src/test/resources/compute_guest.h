// What the guests of Verge's own tests have in common.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OK, ERROR, INVAL, BADF, BUFLEN, UNSUPPORTED, BADALIGN, HTTPINVALID, HTTPUSER, HTTPINCOMPLETE, NONE,
       HTTPHEADTOOLARGE, HTTPINVALIDSTATUS, LIMITEXCEEDED, AGAIN };

static char said[1 << 16];
static int said_length;

// Adds to the response's body.
static void say(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  said_length += vsnprintf(said + said_length, sizeof said - said_length, format, arguments);
  va_end(arguments);
}

static uint32_t new_body(void) {
  uint32_t body = 0;
  http_body_new(&body);
  return body;
}

static void body_write(uint32_t body, const char *text) {
  uint32_t written;
  http_body_write(body, text, strlen(text), 0, &written);
}

static uint32_t new_response(void) {
  uint32_t response = 0;
  http_resp_new(&response);
  return response;
}

static uint32_t new_request(void) {
  uint32_t request = 0;
  http_req_new(&request);
  return request;
}

// Sends what was said.
static int reply(void) {
  uint32_t body = new_body();
  body_write(body, said);
  said_length = 0;
  return http_resp_send_downstream(new_response(), body, 0);
}

static uint32_t client_request(void) {
  uint32_t request = 0, body = 0;
  http_req_body_downstream_get(&request, &body);
  return request;
}

static uint32_t client_body(void) {
  uint32_t request = 0, body = 0;
  http_req_body_downstream_get(&request, &body);
  return body;
}

static void say_body(uint32_t body) {
  uint32_t count = 1;
  while (count > 0) {
    char chunk[4096];
    if (http_body_read(body, chunk, sizeof chunk, &count) != OK) {
      say("(broken)");
      return;
    }
    say("%.*s", (int)count, chunk);
  }
}

#define SAY_STATUS(call) say("%d ", call)
#define LITERAL(text) text, sizeof(text) - 1
