package dev.verge.gateway.up;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was started, to be closed in the opposite order. */
public final class Parts implements AutoCloseable {
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  /** Remembers a part. */
  public <T extends AutoCloseable> T add(T part) {
    started.push(part);
    return part;
  }

  /** Closes every part, even when one of them fails to; the first failure is thrown at the end. */
  @Override
  public void close() {
    UpException failure = null;
    while (!started.isEmpty()) {
      AutoCloseable part = started.pop();
      try {
        part.close();
      } catch (Exception e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        UpException failed =
            new UpException(
                "%s did not stop cleanly: %s".formatted(part.getClass().getSimpleName(), e), e);
        if (failure == null) {
          failure = failed;
        } else {
          failure.addSuppressed(failed);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
