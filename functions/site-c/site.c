// Serves the files of a directory: the version's assets, mounted as /assets.
//
// A reactor: it has no main. The platform calls _initialize once for an instance, and then handle.

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOUNT "/assets"
#define INDEX "index.html"
#define NOT_FOUND "404.html"
#define LONGEST_PATH 1024

// Browsers ask again after a minute, and then mostly get a 304.
#define CACHING "Cache-Control: public, max-age=60\r\n"

static const struct {
  const char *extension, *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".txt", "text/plain; charset=utf-8"},
    {".md", "text/markdown; charset=utf-8"},
    {".xml", "application/xml"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".gif", "image/gif"},
    {".webp", "image/webp"},
    {".avif", "image/avif"},
    {".ico", "image/vnd.microsoft.icon"},
    {".woff2", "font/woff2"},
    {".pdf", "application/pdf"},
    {".wasm", "application/wasm"},
};

static const char *variable(const char *name) {
  const char *value = getenv(name);
  return value ? value : "";
}

static const char *type_of(const char *path) {
  const char *extension = strrchr(path, '.');
  for (size_t i = 0; extension && i < sizeof types / sizeof *types; i++) {
    if (strcasecmp(extension, types[i].extension) == 0) return types[i].type;
  }
  return "application/octet-stream";
}

// Whether a decoded path is a plain one: no segment is empty or starts with a dot (so neither "..", nor a hidden file),
// and none has a backslash or a control character. The sandbox would keep ".." inside the mount anyway; this keeps one
// file under one URL.
static bool plain(const char *path) {
  if (*path != '/') return false;
  while (*path == '/') {
    path++;
    if (*path == '.' || *path == '/') return false;
    for (; *path && *path != '/'; path++) {
      if (*path == '\\' || (unsigned char)*path < ' ' || *path == 0x7f) return false;
    }
  }
  return true;
}

// Opens a file for reading; -1 with errno when it cannot, EISDIR when it is a directory.
static int open_file(const char *path, struct stat *status) {
  int file = open(path, O_RDONLY);
  if (file < 0) return -1;
  if (fstat(file, status) == 0) {
    if (S_ISREG(status->st_mode)) return file;
    errno = S_ISDIR(status->st_mode) ? EISDIR : EACCES;
  }
  int why = errno;
  close(file);
  errno = why;
  return -1;
}

// The FNV-1a hash of what is left to read, as an entity tag; false when reading fails. A file's size and time would be
// cheaper, but two versions of a site may differ in neither.
static bool tag_of(int file, char *tag, size_t size) {
  unsigned char piece[16 * 1024];
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  ssize_t count;
  while ((count = read(file, piece, sizeof piece)) > 0) {
    for (ssize_t i = 0; i < count; i++) hash = (hash ^ piece[i]) * UINT64_C(0x100000001b3);
  }
  snprintf(tag, size, "\"%016" PRIx64 "\"", hash);
  return count == 0;
}

static bool send_file(int file) {
  char piece[16 * 1024];
  ssize_t count;
  while ((count = read(file, piece, sizeof piece)) > 0) {
    if (fwrite(piece, 1, (size_t)count, stdout) != (size_t)count) return false;
  }
  return count == 0;
}

static int failed(const char *path) {
  fprintf(stderr, "site: %s: %s\n", path, strerror(errno));
  printf("Status: 500 Internal Server Error\r\nContent-Type: text/plain\r\nCache-Control: no-store\r\n\r\n");
  printf("This file cannot be read.\n");
  return 0;
}

// Answers with an open file, and closes it.
static int answer(const char *status_line, const char *path, int file, const struct stat *status) {
  char tag[24];
  if (!tag_of(file, tag, sizeof tag) || lseek(file, 0, SEEK_SET) != 0) {
    close(file);
    return failed(path);
  }
  bool found = strncmp(status_line, "200", 3) == 0;
  if (found && strstr(variable("HTTP_IF_NONE_MATCH"), tag)) {
    printf("Status: 304 Not Modified\r\nETag: %s\r\n" CACHING "\r\n", tag);
    close(file);
    return 0;
  }
  printf("Status: %s\r\n", status_line);
  printf("Content-Type: %s\r\n", type_of(path));
  printf("Content-Length: %lld\r\n", (long long)status->st_size);
  printf("X-Content-Type-Options: nosniff\r\n" CACHING);
  if (found) printf("ETag: %s\r\n", tag);
  printf("\r\n");
  bool sent = strcmp(variable("REQUEST_METHOD"), "HEAD") == 0 || send_file(file);
  if (!sent) perror(path);
  close(file);
  // The head promised a length; a result other than 0 tells the platform that the response is not whole.
  return sent ? 0 : 1;
}

static int not_found(void) {
  struct stat status;
  int file = open_file(MOUNT "/" NOT_FOUND, &status);
  if (file >= 0) return answer("404 Not Found", NOT_FOUND, file, &status);
  printf("Status: 404 Not Found\r\nContent-Type: text/plain\r\n" CACHING "\r\nThere is no such page.\n");
  return 0;
}

static int respond(void) {
  const char *method = variable("REQUEST_METHOD");
  if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
    printf("Status: 405 Method Not Allowed\r\nAllow: GET, HEAD\r\nContent-Type: text/plain\r\n\r\n");
    printf("These are files; send GET or HEAD.\n");
    return 0;
  }
  const char *request = variable("PATH_INFO");
  if (!plain(request)) return not_found();
  char path[LONGEST_PATH];
  bool folder = request[strlen(request) - 1] == '/';
  int length = snprintf(path, sizeof path, MOUNT "%s%s", request, folder ? INDEX : "");
  if (length < 0 || (size_t)length >= sizeof path) return not_found();

  struct stat status;
  int file = open_file(path, &status);
  if (file >= 0) return answer("200 OK", path, file, &status);
  switch (errno) {
    case EISDIR: {
      // Without the slash, relative links in its index would lead elsewhere. As sent, still encoded; a path that
      // starts with two slashes would name another host, and plain() has refused it.
      const char *uri = variable("REQUEST_URI");
      const char *query = strchr(uri, '?');
      size_t end = query ? (size_t)(query - uri) : strlen(uri);
      printf("Status: 308 Permanent Redirect\r\nLocation: %.*s/%s\r\n" CACHING "\r\n", (int)end, uri, query ? query : "");
      return 0;
    }
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
    case EILSEQ:
      return not_found();
    default:
      return failed(path);
  }
}

__attribute__((export_name("handle"))) int handle(void) {
  int result = respond();
  // A command flushes its output when main returns; a reactor does it itself.
  return fflush(stdout) == 0 ? result : 1;
}
