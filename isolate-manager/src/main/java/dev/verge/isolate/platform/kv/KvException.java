package dev.verge.isolate.platform.kv;

/** An operation on a KV store was refused. */
public final class KvException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Reason reason;

  /** Why. */
  public enum Reason {
    /** A key, a limit, a cursor or metadata break the rules; or the store was deleted. */
    BAD_REQUEST,
    /** The entry is there and should not be, or is not of the generation that was asked for. */
    PRECONDITION_FAILED,
    /** The value, or all that the tenant has, would be too large. */
    TOO_LARGE
  }

  KvException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
