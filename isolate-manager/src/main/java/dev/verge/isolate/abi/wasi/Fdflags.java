package dev.verge.isolate.abi.wasi;

/** Flags of a descriptor ({@code fdflags} in typenames.witx). */
final class Fdflags {
  private static final int APPEND = 1;
  private static final int DSYNC = 1 << 1;
  private static final int NONBLOCK = 1 << 2;
  private static final int RSYNC = 1 << 3;
  private static final int SYNC = 1 << 4;

  private Fdflags() {}

  /** Flags to open with; a file that is never written keeps every promise about writing. */
  static int opening(int flags) {
    return among(flags, APPEND | DSYNC | NONBLOCK | RSYNC | SYNC);
  }

  /** Flags to set on an open file; as on Linux, the synchronous kinds cannot be set any more. */
  static int changing(int flags) {
    return among(flags, APPEND | NONBLOCK);
  }

  private static int among(int flags, int allowed) {
    if ((flags & ~allowed) != 0) {
      throw new ErrnoException(Errno.INVAL);
    }
    return flags;
  }
}
