package dev.verge.isolate.abi.compute;

import dev.verge.isolate.platform.cache.Found;
import dev.verge.isolate.platform.cache.Transaction;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a {@code cache_handle} stands for: a lookup that is done.
 *
 * @param transaction empty for a lookup that takes no part in request collapsing
 * @param object what a lookup without a transaction found
 * @param alwaysRange whether ranges hold while the object's length is unknown
 */
record CacheItem(Optional<Transaction> transaction, Optional<Found> object, boolean alwaysRange)
    implements AsyncItem {

  static CacheItem of(Transaction transaction, boolean alwaysRange) {
    return new CacheItem(Optional.of(transaction), Optional.empty(), alwaysRange);
  }

  static CacheItem of(Optional<Found> object, boolean alwaysRange) {
    return new CacheItem(Optional.empty(), object, alwaysRange);
  }

  Optional<Found> found() {
    return transaction.isPresent() ? transaction.get().found() : object;
  }

  /** Its transaction, for what only a transaction can do. */
  Transaction required() {
    return transaction.orElseThrow(
        () -> StatusException.of(Status.BADF, "the lookup was no transaction"));
  }

  @Override
  public CompletableFuture<?> readiness() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    transaction.ifPresent(Transaction::close);
    object.ifPresent(Found::close);
  }
}
