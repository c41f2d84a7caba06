package dev.verge.isolate.abi.wasi;

/** A hostcall fails with an error code. An everyday event, so it carries no stack trace. */
final class ErrnoException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int errno;

  /**
   * @param errno one of {@link Errno}
   */
  ErrnoException(int errno) {
    super("errno " + errno, null, false, false);
    this.errno = errno;
  }

  int errno() {
    return errno;
  }
}
