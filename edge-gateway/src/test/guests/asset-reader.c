// Does to the file that the path names (decoded, used as it is) what the query says: "read" sends it, "stat" tells its type and
// size, "list" a directory's sorted names, "change" tries to write, create, remove, rename and link there. What fails is
// answered as "<call>: <errno as a number> <text>" with 404 for read, stat and list.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int failed(const char *call) {
  printf("Status: 404 Not Found\nContent-Type: text/plain\n\n%s: %d %s\n", call, errno, strerror(errno));
  return 0;
}

static void tell(const char *call, int result) {
  printf("%s: %d %s\n", call, result < 0 ? errno : 0, result < 0 ? strerror(errno) : "succeeded");
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static int list(const char *path) {
  char *names[1000];
  size_t count = 0;
  DIR *directory = opendir(path);
  if (!directory) return failed("opendir");
  for (struct dirent *entry; count < 1000 && (entry = readdir(directory));) names[count++] = strdup(entry->d_name);
  qsort(names, count, sizeof *names, by_name);
  printf("Content-Type: text/plain\n\n");
  for (size_t i = 0; i < count; i++) printf("%s\n", names[i]);
  return 0;
}

static int change(const char *path) {
  char other[1100];
  snprintf(other, sizeof other, "%s.other", path);
  printf("Content-Type: text/plain\n\n");
  tell("open for writing", open(path, O_WRONLY));
  tell("open for both", open(path, O_RDWR));
  tell("truncate", open(path, O_WRONLY | O_TRUNC));
  tell("create", open(other, O_WRONLY | O_CREAT, 0644));
  tell("mkdir", mkdir(other, 0755));
  tell("rename", rename(path, other));
  tell("link", link(path, other));
  tell("symlink", symlink("/etc/passwd", other));
  tell("unlink", unlink(path));
  tell("rmdir", rmdir(path));
  int file = open(path, O_RDONLY);
  tell("write to a file open for reading", (int)write(file, "x", 1));
  tell("ftruncate", ftruncate(file, 0));
  return 0;
}

int main(void) {
  const char *what = getenv("QUERY_STRING"), *path = getenv("PATH_INFO");
  struct stat status;
  if (strcmp(what, "list") == 0) return list(path);
  if (strcmp(what, "change") == 0) return change(path);
  if (strcmp(what, "stat") == 0) {
    if (stat(path, &status) < 0) return failed("stat");
    const char *type = S_ISREG(status.st_mode) ? "file" : S_ISDIR(status.st_mode) ? "directory" : "other";
    printf("Content-Type: text/plain\n\n%s %lld\n", type, (long long)status.st_size);
    return 0;
  }
  int file = open(path, O_RDONLY);
  if (file < 0) return failed("open");
  static char piece[16 * 1024];
  ssize_t count = read(file, piece, sizeof piece);
  if (count < 0) return failed("read");
  printf("Content-Type: application/octet-stream\n\n");
  for (; count > 0; count = read(file, piece, sizeof piece)) fwrite(piece, 1, (size_t)count, stdout);
  return count < 0;
}
