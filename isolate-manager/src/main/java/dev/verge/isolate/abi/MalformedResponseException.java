package dev.verge.isolate.abi;

/** What a guest wrote is not a response of its ABI; the message says which rule it breaks. */
public final class MalformedResponseException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean empty;

  private MalformedResponseException(String message, boolean empty) {
    super(message);
    this.empty = empty;
  }

  /** The guest wrote something that is no response. */
  public static MalformedResponseException because(String rule) {
    return new MalformedResponseException(rule, false);
  }

  /** The guest ended and wrote nothing. */
  public static MalformedResponseException nothing() {
    return new MalformedResponseException("the guest ended without writing a response", true);
  }

  /** Whether the guest wrote nothing at all. */
  public boolean empty() {
    return empty;
  }
}
