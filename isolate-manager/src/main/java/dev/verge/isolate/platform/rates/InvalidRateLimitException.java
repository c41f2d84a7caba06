package dev.verge.isolate.platform.rates;

/** A rate counter or penalty box was asked for something outside its documented bounds. */
public final class InvalidRateLimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidRateLimitException(String message) {
    super(message);
  }
}
