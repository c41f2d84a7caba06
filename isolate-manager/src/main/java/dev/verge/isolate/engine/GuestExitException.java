package dev.verge.isolate.engine;

/** The guest asked to end: thrown by a hostcall, it unwinds the guest without running its code. */
public final class GuestExitException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int code;

  /**
   * @param code 0 for success
   */
  public GuestExitException(int code) {
    super("exit " + Integer.toUnsignedString(code), null, false, false);
    this.code = code;
  }

  /** The exit code, as the guest's unsigned {@code i32}. */
  public int code() {
    return code;
  }
}
