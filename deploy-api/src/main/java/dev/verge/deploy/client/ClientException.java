package dev.verge.deploy.client;

/** A command could not do what it was asked to. The message says why, and what to do. */
public final class ClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClientException(String message) {
    super(message);
  }

  ClientException(String message, Throwable cause) {
    super(message, cause);
  }
}
