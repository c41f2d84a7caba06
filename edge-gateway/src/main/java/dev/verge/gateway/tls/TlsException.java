package dev.verge.gateway.tls;

/** A certificate or a key cannot be used, or TLS not be had; the message says why. */
public final class TlsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TlsException(String message) {
    super(message);
  }

  TlsException(String message, Throwable cause) {
    super(message, cause);
  }
}
