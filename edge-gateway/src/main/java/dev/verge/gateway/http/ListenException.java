package dev.verge.gateway.http;

/** The data plane cannot listen where it was told to. The message says where and why. */
public final class ListenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ListenException(String message, Throwable cause) {
    super(message, cause);
  }
}
