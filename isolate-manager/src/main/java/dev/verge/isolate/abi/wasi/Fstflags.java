package dev.verge.isolate.abi.wasi;

/** Which times to set ({@code fstflags} in typenames.witx). */
final class Fstflags {
  private static final int ATIM = 1;
  private static final int ATIM_NOW = 1 << 1;
  private static final int MTIM = 1 << 2;
  private static final int MTIM_NOW = 1 << 3;

  private Fstflags() {}

  /** Refuses unknown flags, and a time that is to be both given and now. */
  static void check(int flags) {
    boolean unknown = (flags & ~(ATIM | ATIM_NOW | MTIM | MTIM_NOW)) != 0;
    if (unknown || both(flags, ATIM | ATIM_NOW) || both(flags, MTIM | MTIM_NOW)) {
      throw new ErrnoException(Errno.INVAL);
    }
  }

  private static boolean both(int flags, int pair) {
    return (flags & pair) == pair;
  }
}
