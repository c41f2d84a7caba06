// Without assets there is no file system: tries to have one all the same, and answers "<call>=<errno as a number>" lines.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void tell(const char *call, int result) { printf("%s=%d\n", call, result < 0 ? errno : 0); }

int main(void) {
  struct stat status;
  char byte;
  printf("Content-Type: text/plain\n\n");
  tell("open", open("/etc/passwd", O_RDONLY));
  tell("create", open("/tmp/verge", O_WRONLY | O_CREAT, 0644));
  tell("open-here", open(".", O_RDONLY));
  tell("openat-3", openat(3, "etc/passwd", O_RDONLY));
  tell("stat", stat("/", &status));
  tell("mkdir", mkdir("/x", 0755));
  tell("read-3", (int)read(3, &byte, 1));
  tell("write-4", (int)write(4, "x", 1));
  tell("close-5", close(5));
  tell("write-stdin", (int)write(0, "x", 1));
  tell("read-stdout", (int)read(1, &byte, 1));
  tell("seek-stdout", (int)lseek(1, 0, SEEK_SET));
  return 0;
}
