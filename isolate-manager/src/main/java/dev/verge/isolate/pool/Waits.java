package dev.verge.isolate.pool;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waiting for futures that never fail. */
final class Waits {
  private Waits() {}

  static <T> T join(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("This future never fails", e);
    }
  }
}
