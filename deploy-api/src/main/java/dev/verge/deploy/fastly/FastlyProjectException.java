package dev.verge.deploy.fastly;

/** A project cannot be understood. The message names the file, the key and what is expected. */
public final class FastlyProjectException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FastlyProjectException(String message) {
    super(message);
  }

  FastlyProjectException(String message, Throwable cause) {
    super(message, cause);
  }
}
