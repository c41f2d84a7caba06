package dev.verge.isolate.platform.secrets;

/** A name or a secret breaks the rules; the message says which. */
public final class SecretRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SecretRefusedException(String message) {
    super(message);
  }
}
