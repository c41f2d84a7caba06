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

  /** With a kind and a sentence, as {@link String#format} takes it. */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency
  static SendException of(SendError.Kind kind, String detail, Object... arguments) {
    return new SendException(SendError.of(kind, detail.formatted(arguments)));
  }

  /** What is known of it. */
  public SendError error() {
    return error;
  }
}
