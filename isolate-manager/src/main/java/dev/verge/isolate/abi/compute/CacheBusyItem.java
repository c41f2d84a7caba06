package dev.verge.isolate.abi.compute;

import dev.verge.isolate.platform.cache.PendingLookup;
import java.util.concurrent.CompletableFuture;

/** What a {@code cache_busy_handle} stands for: a lookup that may be waiting for another one. */
record CacheBusyItem(PendingLookup pending, boolean alwaysRange) implements AsyncItem {
  @Override
  public CompletableFuture<?> readiness() {
    return pending.transaction();
  }

  @Override
  public void close() {
    pending.close();
  }
}
