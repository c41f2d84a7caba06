/*
 * Goes through the file system, the clocks and the environment as C programs do, with wasi-libc.
 * Prints one line per check, "ok NAME" or "FAILED NAME: …", and ends with "done" and status 0 when
 * all are ok.
 *
 * Build: clang --target=wasm32-wasi --sysroot=/usr -O2 -o files.wasm files.c
 * It expects: argv {"files", "one arg"}, environ GREETING=grüß, a mount /assets with
 *   a.txt "alpha\n", dir/nested/file "0123456789", void/ (an empty directory),
 * and standard input "from stdin\n".
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int failures;

static void check(const char *name, bool ok) {
  if (ok) {
    printf("ok %s\n", name);
  } else {
    printf("FAILED %s: errno %d (%s)\n", name, errno, strerror(errno));
    failures++;
  }
}

static void check_errno(const char *name, long result, int expected) {
  check(name, result == -1 && errno == expected);
}

static void program(int argc, char **argv) {
  check("arguments", argc == 2 && strcmp(argv[1], "one arg") == 0);
  const char *greeting = getenv("GREETING");
  check("getenv", greeting != NULL && strcmp(greeting, "gr\xc3\xbc\xc3\x9f") == 0);
  check("getenv of nothing", getenv("NO_SUCH_VARIABLE") == NULL);
  char line[32];
  check("stdin", fgets(line, sizeof line, stdin) != NULL && strcmp(line, "from stdin\n") == 0);
  check("stdin ends", fgets(line, sizeof line, stdin) == NULL && feof(stdin));
  check("stdout is no terminal", !isatty(STDOUT_FILENO));
  check_errno("stdout has no position", lseek(STDOUT_FILENO, 0, SEEK_CUR), ESPIPE);
}

static void clocks(void) {
  struct timespec before;
  struct timespec after;
  check("real time", clock_gettime(CLOCK_REALTIME, &before) == 0 && before.tv_sec > 1700000000);
  check("resolution", clock_getres(CLOCK_MONOTONIC, &before) == 0);
  clock_gettime(CLOCK_MONOTONIC, &before);
  struct timespec pause = {0, 20000000};
  check("nanosleep", nanosleep(&pause, NULL) == 0);
  clock_gettime(CLOCK_MONOTONIC, &after);
  long long nanos =
      (after.tv_sec - before.tv_sec) * 1000000000LL + (after.tv_nsec - before.tv_nsec);
  check("nanosleep sleeps", nanos >= 20000000);
  struct pollfd out = {STDOUT_FILENO, POLLOUT, 0};
  check("poll", poll(&out, 1, 10000) == 1 && out.revents == POLLOUT);
  struct pollfd closed = {77, POLLIN, 0};
  check("poll of a bad descriptor", poll(&closed, 1, 10000) == 1 && closed.revents == POLLNVAL);
}

static void randomness(void) {
  unsigned char one[64] = {0};
  unsigned char other[64] = {0};
  check("getentropy", getentropy(one, sizeof one) == 0 && getentropy(other, sizeof other) == 0);
  check("getentropy differs", memcmp(one, other, sizeof one) != 0);
}

static void reading(void) {
  char text[64] = {0};
  FILE *file = fopen("/assets/dir/nested/file", "r");
  check("fopen", file != NULL);
  if (file == NULL) {
    return;
  }
  check("fread", fread(text, 1, sizeof text, file) == 10 && strcmp(text, "0123456789") == 0);
  check("feof", feof(file));
  check("fseek", fseek(file, -3, SEEK_END) == 0 && ftell(file) == 7 && fgetc(file) == '7');
  check("rewind", (rewind(file), fgetc(file)) == '0');
  int fd = fileno(file);
  check("pread", pread(fd, text, 4, 6) == 4 && memcmp(text, "6789", 4) == 0);
  check("pread behind the end", pread(fd, text, 4, 100) == 0);
  check_errno("seek before the start", lseek(fd, -1, SEEK_SET), EINVAL);
  check_errno("write to what is open for reading", write(fd, "x", 1), EBADF);
  check("access mode", (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY);
  struct pollfd in = {fd, POLLIN, 0};
  check("poll of a file", poll(&in, 1, 10000) == 1 && (in.revents & POLLIN) != 0);
  fclose(file);
  check_errno("close twice", close(fd), EBADF);
}

static void attributes(void) {
  struct stat file;
  struct stat directory;
  check("stat", stat("/assets/a.txt", &file) == 0 && S_ISREG(file.st_mode) && file.st_size == 6);
  check("stat of a directory", stat("/assets/dir", &directory) == 0 && S_ISDIR(directory.st_mode));
  check("stat of the mount", stat("/assets", &directory) == 0 && S_ISDIR(directory.st_mode));
  check("inodes differ", file.st_ino != directory.st_ino && file.st_dev == directory.st_dev);
  check("modification time", file.st_mtim.tv_sec > 0);
  check("access", access("/assets/a.txt", R_OK) == 0);
  check_errno("access of nothing", access("/assets/nothing", F_OK), ENOENT);
}

static int compare(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void listing(void) {
  DIR *directory = opendir("/assets");
  check("opendir", directory != NULL);
  if (directory == NULL) {
    return;
  }
  char *names[8];
  int count = 0;
  bool matching = true;
  for (struct dirent *entry; (entry = readdir(directory)) != NULL && count < 8;) {
    if (entry->d_name[0] == '.') {
      continue;
    }
    names[count++] = strdup(entry->d_name);
    struct stat status;
    if (fstatat(dirfd(directory), entry->d_name, &status, 0) != 0 ||
        status.st_ino != entry->d_ino) {
      matching = false;
    }
  }
  closedir(directory);
  qsort(names, count, sizeof names[0], compare);
  check("readdir", count == 3 && strcmp(names[0], "a.txt") == 0 && strcmp(names[1], "dir") == 0 &&
                       strcmp(names[2], "void") == 0);
  check("inodes of entries", matching);
  check("opendir of a file", opendir("/assets/a.txt") == NULL && errno == ENOTDIR);
  int inner = open("/assets/dir", O_RDONLY | O_DIRECTORY);
  check("open a directory", inner >= 0);
  int file = openat(inner, "nested/file", O_RDONLY);
  check("openat", file >= 0);
  check_errno("openat above", openat(inner, "../a.txt", O_RDONLY), ENOTCAPABLE);
  char byte;
  check_errno("read of a directory", read(inner, &byte, 1), EISDIR);
  close(file);
  close(inner);
}

static void changing(void) {
  check_errno("open for writing", open("/assets/a.txt", O_WRONLY), EROFS);
  check_errno("open for both", open("/assets/a.txt", O_RDWR), EROFS);
  check_errno("truncating", open("/assets/a.txt", O_RDONLY | O_TRUNC), EROFS);
  check_errno("creating", open("/assets/new", O_WRONLY | O_CREAT, 0644), EROFS);
  check_errno("creating what is there", open("/assets/a.txt", O_WRONLY | O_CREAT | O_EXCL, 0644),
              EEXIST);
  check_errno("mkdir", mkdir("/assets/new", 0755), EROFS);
  check_errno("rmdir", rmdir("/assets/void"), EROFS);
  check_errno("unlink", unlink("/assets/a.txt"), EROFS);
  check_errno("rename", rename("/assets/a.txt", "/assets/b.txt"), EROFS);
  check_errno("link", link("/assets/a.txt", "/assets/b.txt"), EROFS);
  check_errno("symlink", symlink("a.txt", "/assets/b.txt"), EROFS);
}

static void leaving(void) {
  char link[8];
  check_errno("open nothing", open("/assets/nothing", O_RDONLY), ENOENT);
  check_errno("open below a file", open("/assets/a.txt/x", O_RDONLY), ENOTDIR);
  check_errno("a file with a trailing slash", open("/assets/a.txt/", O_RDONLY), ENOTDIR);
  check("a directory with one", open("/assets/dir/", O_RDONLY | O_DIRECTORY) >= 0);
  check_errno("readlink", readlink("/assets/a.txt", link, sizeof link), EINVAL);
  check_errno("above the mount", open("/assets/../etc/passwd", O_RDONLY), ENOTCAPABLE);
  check("outside of the mount", open("/etc/passwd", O_RDONLY) == -1);
}

int main(int argc, char **argv) {
  program(argc, argv);
  clocks();
  randomness();
  reading();
  attributes();
  listing();
  changing();
  leaving();
  puts(failures == 0 ? "done" : "not done");
  return failures == 0 ? 0 : 1;
}
