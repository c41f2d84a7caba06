package dev.verge.isolate.engine;

/** A guest ended before it could be called. */
public final class GuestEndedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient GuestEnd end;

  GuestEndedException(GuestEnd end) {
    super(end.toString(), null, false, false);
    this.end = end;
  }

  /** How it ended. */
  public GuestEnd end() {
    return end;
  }
}
