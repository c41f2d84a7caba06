package dev.verge.isolate.abi.wasi;

/**
 * What a descriptor may be used for ({@code rights} in typenames.witx). Told to guests that ask,
 * and not checked: as in Wasmtime, what a call may do follows from the kind of its descriptor.
 */
final class Rights {
  private static final long FD_DATASYNC = 1;
  private static final long FD_READ = 1 << 1;
  private static final long FD_SEEK = 1 << 2;
  private static final long FD_FDSTAT_SET_FLAGS = 1 << 3;
  private static final long FD_SYNC = 1 << 4;
  private static final long FD_TELL = 1 << 5;
  static final long FD_WRITE = 1 << 6;
  private static final long FD_ADVISE = 1 << 7;
  private static final long FD_ALLOCATE = 1 << 8;
  private static final long PATH_CREATE_DIRECTORY = 1 << 9;
  private static final long PATH_CREATE_FILE = 1 << 10;
  private static final long PATH_LINK_SOURCE = 1 << 11;
  private static final long PATH_LINK_TARGET = 1 << 12;
  private static final long PATH_OPEN = 1 << 13;
  private static final long FD_READDIR = 1 << 14;
  private static final long PATH_READLINK = 1 << 15;
  private static final long PATH_RENAME_SOURCE = 1 << 16;
  private static final long PATH_RENAME_TARGET = 1 << 17;
  private static final long PATH_FILESTAT_GET = 1 << 18;
  private static final long PATH_FILESTAT_SET_TIMES = 1 << 20;
  private static final long FD_FILESTAT_GET = 1 << 21;
  private static final long FD_FILESTAT_SET_SIZE = 1 << 22;
  private static final long FD_FILESTAT_SET_TIMES = 1 << 23;
  private static final long PATH_SYMLINK = 1 << 24;
  private static final long PATH_REMOVE_DIRECTORY = 1 << 25;
  private static final long PATH_UNLINK_FILE = 1 << 26;
  private static final long POLL_FD_READWRITE = 1 << 27;

  static final long INPUT = FD_READ | POLL_FD_READWRITE;

  static final long OUTPUT = FD_WRITE | POLL_FD_READWRITE;

  static final long FILE =
      FD_DATASYNC
          | FD_READ
          | FD_SEEK
          | FD_FDSTAT_SET_FLAGS
          | FD_SYNC
          | FD_TELL
          | FD_ADVISE
          | FD_FILESTAT_GET
          | POLL_FD_READWRITE;

  /** What guests' libraries expect of a directory (wasi-testsuite, path_open_preopen). */
  static final long DIRECTORY =
      PATH_CREATE_DIRECTORY
          | PATH_CREATE_FILE
          | PATH_LINK_SOURCE
          | PATH_LINK_TARGET
          | PATH_OPEN
          | FD_READDIR
          | PATH_READLINK
          | PATH_RENAME_SOURCE
          | PATH_RENAME_TARGET
          | PATH_SYMLINK
          | PATH_REMOVE_DIRECTORY
          | PATH_UNLINK_FILE
          | PATH_FILESTAT_GET
          | PATH_FILESTAT_SET_TIMES
          | FD_FILESTAT_GET
          | FD_FILESTAT_SET_TIMES;

  /**
   * What may be asked for below a directory. Writing is among it although there is none: wasi-libc
   * drops what it does not find here, and would open for reading what a program wants to write,
   * where it should be told {@code rofs}.
   */
  static final long INHERITED_FROM_DIRECTORY =
      DIRECTORY | FILE | FD_WRITE | FD_ALLOCATE | FD_FILESTAT_SET_SIZE;

  private Rights() {}
}
