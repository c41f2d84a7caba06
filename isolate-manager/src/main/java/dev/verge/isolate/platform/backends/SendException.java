package dev.verge.isolate.platform.backends;

/** A request to a backend got no response. */
public final class SendException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient SendError error;

  /** With what is known of it. */
  public SendException(SendError error) {
    super(error.detail());
    this.error = error;
  }

  /** What is known of it. */
  public SendError error() {
    return error;
  }
}
