package dev.verge.deploy.store;

import java.io.IOException;

/** A received file is larger than allowed. */
public final class TooLargeException extends IOException {
  private static final long serialVersionUID = 1L;
  private final long most;

  TooLargeException(long most) {
    super("More than %d bytes came.".formatted(most));
    this.most = most;
  }

  /** How many bytes are allowed. */
  public long most() {
    return most;
  }
}
