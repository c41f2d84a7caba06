package dev.verge.deploy.routing;

/** Too many versions are being made ready for their previews; it is worth asking again soon. */
public final class PreviewsBusyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** As it may be told to a client. */
  public PreviewsBusyException() {
    super("Too many previews are being made ready. Ask again in a moment.");
  }
}
