// Reads the body to its end and answers with its length and its CRC-32 (the one of zip and java.util.zip.CRC32).
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  uint32_t table[256];
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t rest = i;
    for (int bit = 0; bit < 8; bit++) rest = rest & 1 ? rest >> 1 ^ 0xedb88320 : rest >> 1;
    table[i] = rest;
  }
  static unsigned char piece[64 * 1024];
  uint32_t crc = ~UINT32_C(0);
  unsigned long long bytes = 0;
  ssize_t count;
  while ((count = read(STDIN_FILENO, piece, sizeof piece)) > 0) {
    for (ssize_t i = 0; i < count; i++) crc = table[(crc ^ piece[i]) & 0xff] ^ crc >> 8;
    bytes += (unsigned long long)count;
  }
  if (count < 0) {
    perror("upload");
    return 1;
  }
  printf("Content-Type: text/plain\n\nbytes=%llu\ncrc32=%08x\n", bytes, ~crc);
  return 0;
}
