// Sends Set-Cookie three times, among other fields, in an order that must survive.
#include <stdio.h>

int main(void) {
  printf("Set-Cookie: a=1; Path=/; HttpOnly\r\n");
  printf("Content-Type: text/plain\r\n");
  printf("Set-Cookie: b=2, still b\r\n");
  printf("set-cookie: a=3\r\n\r\n");
  printf("three cookies\n");
  return 0;
}
