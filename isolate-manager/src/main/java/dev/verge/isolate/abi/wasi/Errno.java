package dev.verge.isolate.abi.wasi;

/** The error codes in use here ({@code errno} in typenames.witx). */
final class Errno {
  static final int SUCCESS = 0;

  /** Bad file descriptor. */
  static final int BADF = 8;

  /** File exists. */
  static final int EXIST = 20;

  /** Bad address. */
  static final int FAULT = 21;

  /** Illegal byte sequence. */
  static final int ILSEQ = 25;

  /** Invalid argument. */
  static final int INVAL = 28;

  /** Is a directory. */
  static final int ISDIR = 31;

  /** Too many open file descriptors. */
  static final int MFILE = 33;

  /** File name too long. */
  static final int NAMETOOLONG = 37;

  /** No such file or directory. */
  static final int NOENT = 44;

  /** Not a directory. */
  static final int NOTDIR = 54;

  /** Not a socket. */
  static final int NOTSOCK = 57;

  /** Not supported. */
  static final int NOTSUP = 58;

  /** Read-only file system. */
  static final int ROFS = 69;

  /** Invalid seek: not a file. */
  static final int SPIPE = 70;

  /** Capabilities insufficient: leads outside of the directory. */
  static final int NOTCAPABLE = 76;

  private Errno() {}

  /** The body of a hostcall; fails with an {@link ErrnoException}. */
  @FunctionalInterface
  interface Body {
    void run() throws InterruptedException;
  }

  /** Runs a hostcall's body, and tells with which code it ended. */
  static int of(Body body) throws InterruptedException {
    try {
      body.run();
      return SUCCESS;
    } catch (ErrnoException e) {
      return e.errno();
    }
  }
}
