// Hands the host pointers, lengths and counts that lead outside its memory, and descriptors that do not exist, then answers
// "<call>=<errno as a number>" lines. Every line must be an error, and none may end the guest or write outside its memory.
#include <stdint.h>
#include <stdio.h>

#define WASI(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(#name))) extern int raw_##name

WASI(fd_write)(int, uint32_t, uint32_t, uint32_t);
WASI(fd_read)(int, uint32_t, uint32_t, uint32_t);
WASI(fd_seek)(int, int64_t, int, uint32_t);
WASI(fd_close)(int);
WASI(fd_fdstat_get)(int, uint32_t);
WASI(fd_prestat_get)(int, uint32_t);
WASI(fd_renumber)(int, int);
WASI(environ_get)(uint32_t, uint32_t);
WASI(environ_sizes_get)(uint32_t, uint32_t);
WASI(args_get)(uint32_t, uint32_t);
WASI(args_sizes_get)(uint32_t, uint32_t);
WASI(clock_time_get)(int, int64_t, uint32_t);
WASI(clock_res_get)(int, uint32_t);
WASI(random_get)(uint32_t, uint32_t);
WASI(poll_oneoff)(uint32_t, uint32_t, uint32_t, uint32_t);
WASI(path_open)(int, int, uint32_t, uint32_t, int, int64_t, int64_t, int, uint32_t);

#define OUT 0xfffffff0u
static uint32_t good;                             // four bytes to write to
static struct { uint32_t data, length; } pieces[1024];
static unsigned char subscriptions[48], events[32];

static uint32_t at(const void *pointer) { return (uint32_t)pointer; }

#define TELL(name, call) results[count].what = name, results[count++].error = call

int main(void) {
  static struct { const char *what; int error; } results[64];
  int count = 0;
  uint32_t last = (uint32_t)__builtin_wasm_memory_size(0) * 65536 - 2;  // two bytes are left there

  pieces[0].data = OUT, pieces[0].length = 1;
  TELL("write-data-outside", raw_fd_write(1, at(pieces), 1, at(&good)));
  TELL("read-data-outside", raw_fd_read(0, at(pieces), 1, at(&good)));
  pieces[0].data = at(&good), pieces[0].length = 0xffffffff;
  TELL("write-length-outside", raw_fd_write(1, at(pieces), 1, at(&good)));
  TELL("read-length-outside", raw_fd_read(0, at(pieces), 1, at(&good)));
  for (int i = 0; i < 1024; i++) pieces[i].data = 0, pieces[i].length = 0x80000000;
  TELL("write-lengths-overflow", raw_fd_write(1, at(pieces), 1024, at(&good)));
  TELL("read-lengths-overflow", raw_fd_read(0, at(pieces), 1024, at(&good)));
  TELL("write-vector-outside", raw_fd_write(1, OUT, 4, at(&good)));
  TELL("write-vector-at-the-end", raw_fd_write(1, last, 1, at(&good)));
  TELL("write-count-huge", raw_fd_write(1, at(pieces), 0xffffffff, at(&good)));
  TELL("write-count-overflow", raw_fd_write(1, at(pieces), 0x20000000, at(&good)));
  TELL("read-count-huge", raw_fd_read(0, at(pieces), 0x7fffffff, at(&good)));
  pieces[0].data = at(&good), pieces[0].length = 0;
  TELL("write-result-outside", raw_fd_write(1, at(pieces), 1, last));
  TELL("write-no-such-descriptor", raw_fd_write(99, at(pieces), 1, at(&good)));
  TELL("write-negative-descriptor", raw_fd_write(-1, at(pieces), 1, at(&good)));
  TELL("write-to-stdin", raw_fd_write(0, at(pieces), 1, at(&good)));
  TELL("read-from-stdout", raw_fd_read(1, at(pieces), 1, at(&good)));
  TELL("seek-stdout", raw_fd_seek(1, 0, 0, at(&good)));
  TELL("close-no-such-descriptor", raw_fd_close(0x7fffffff));
  TELL("renumber-no-such-descriptor", raw_fd_renumber(77, 1));
  TELL("fdstat-outside", raw_fd_fdstat_get(1, OUT));
  TELL("prestat-outside", raw_fd_prestat_get(3, OUT));
  TELL("environ-sizes-outside", raw_environ_sizes_get(at(&good), last));
  TELL("environ-outside", raw_environ_get(OUT, OUT));
  TELL("environ-data-outside", raw_environ_get(at(pieces), last));
  TELL("args-sizes-outside", raw_args_sizes_get(last, last));
  TELL("args-outside", raw_args_get(OUT, OUT));
  TELL("clock-outside", raw_clock_time_get(0, 0, last));
  TELL("clock-unknown", raw_clock_time_get(1234, 0, at(events)));
  TELL("resolution-outside", raw_clock_res_get(0, last));
  TELL("random-outside", raw_random_get(last, 3));
  TELL("random-length-huge", raw_random_get(at(events), 0xffffffff));
  TELL("poll-nothing", raw_poll_oneoff(at(subscriptions), at(events), 0, at(&good)));
  TELL("poll-subscriptions-outside", raw_poll_oneoff(OUT, at(events), 1, at(&good)));
  TELL("poll-events-outside", raw_poll_oneoff(at(subscriptions), OUT, 1, at(&good)));
  TELL("poll-count-huge", raw_poll_oneoff(at(subscriptions), at(events), 0xffffffff, at(&good)));
  TELL("open-path-outside", raw_path_open(3, 0, OUT, 64, 0, 0, 0, 0, at(&good)));
  TELL("open-path-huge", raw_path_open(3, 0, 0, 0xffffffff, 0, 0, 0, 0, at(&good)));

  printf("Content-Type: text/plain\n\n");
  for (int i = 0; i < count; i++) printf("%s=%d\n", results[i].what, results[i].error);
  return 0;
}
