package dev.verge.isolate.platform.secrets;

/** Secrets cannot be read or kept; the message says what to do and has nothing of them. */
public final class SecretsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SecretsException(String message) {
    super(message);
  }

  SecretsException(String message, Throwable cause) {
    super(message, cause);
  }
}
