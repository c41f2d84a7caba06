package dev.verge.isolate.platform.live;

/** Something about a live store was refused; nothing of it was done. */
public final class LiveException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Reason reason;

  /** Why. */
  public enum Reason {
    /** A name, a key, a value, a limit or a cursor breaks the rules. */
    NOT_ACCEPTABLE,
    /** An item is there that was to be made. */
    ALREADY_THERE,
    /** An item is not there that was to be changed or removed. */
    NOT_THERE,
    /** The store or the item is not of the generation that was expected. */
    OTHER_GENERATION,
    /** The store, or all that the tenant has, would be too large. */
    TOO_LARGE
  }

  LiveException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
