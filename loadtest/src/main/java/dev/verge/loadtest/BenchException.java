package dev.verge.loadtest;

/** The benchmark cannot go on; the message says why, and what to do. */
public final class BenchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what went wrong and what to do
   */
  public BenchException(String message) {
    super(message);
  }

  /**
   * @param message what went wrong and what to do
   * @param cause where it came from
   */
  public BenchException(String message, Throwable cause) {
    super(message, cause);
  }
}
