package dev.verge.isolate.abi.compute;

import dev.verge.isolate.platform.cache.Found;
import dev.verge.isolate.platform.cache.Transaction;
import dev.verge.isolate.platform.http.HeaderFields;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a {@code cache_replace_handle} stands for: an object that is about to be replaced.
 *
 * @param request headers it was looked up with
 */
record CacheReplaceItem(Transaction transaction, HeaderFields request, boolean alwaysRange)
    implements AsyncItem {

  Optional<Found> found() {
    return transaction.found();
  }

  @Override
  public CompletableFuture<?> readiness() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    transaction.close();
  }
}
