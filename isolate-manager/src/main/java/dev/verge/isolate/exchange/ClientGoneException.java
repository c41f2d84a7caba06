package dev.verge.isolate.exchange;

/** The client's connection ended, or broke the rules of its protocol, before the exchange did. */
public final class ClientGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what the connection did, fit for the function's log
   */
  public ClientGoneException(String message) {
    super(message);
  }
}
