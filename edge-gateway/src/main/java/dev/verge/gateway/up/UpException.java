package dev.verge.gateway.up;

/**
 * The platform could not start, or could not stop cleanly. The message says why, and what to do.
 */
public final class UpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Because of what the message says. */
  public UpException(String message) {
    super(message);
  }

  /** Because of something underneath. */
  public UpException(String message, Throwable cause) {
    super(message, cause);
  }
}
