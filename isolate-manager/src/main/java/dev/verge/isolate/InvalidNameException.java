package dev.verge.isolate;

/**
 * A tenant's, function's or host's name breaks the rules for DNS labels (RFC 1123, section 2.1).
 */
public final class InvalidNameException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidNameException(String message) {
    super(message);
  }
}
