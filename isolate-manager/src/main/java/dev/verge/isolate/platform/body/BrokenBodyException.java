package dev.verge.isolate.platform.body;

/** The rest of a body will not arrive. */
public final class BrokenBodyException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Cause kind;

  /** What broke it. */
  public enum Cause {
    /** Whoever sent it stopped before its end. */
    INCOMPLETE,
    /** The next piece did not arrive in time. */
    TIMEOUT,
    /** It cannot be decoded, or breaks its protocol's rules. */
    MALFORMED,
    /** Verge itself failed. */
    INTERNAL
  }

  /**
   * @param message what happened, fit for the function's log
   */
  public BrokenBodyException(Cause kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What broke it. */
  public Cause kind() {
    return kind;
  }
}
