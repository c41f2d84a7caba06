package dev.verge.isolate.abi.compute;

import dev.verge.isolate.platform.kv.KvPage;
import dev.verge.isolate.platform.kv.KvValue;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An operation on a KV store that is under way. */
sealed interface KvItem<T> extends AsyncItem {
  /** Fails with what the store throws. */
  CompletableFuture<T> result();

  @Override
  default CompletableFuture<?> readiness() {
    return result().handle((value, failure) -> Optional.empty());
  }

  /** What was begun is finished all the same. */
  @Override
  default void close() {}

  /** Of an entry, empty when it is not there. */
  record Lookup(CompletableFuture<Optional<KvValue>> result) implements KvItem<Optional<KvValue>> {
    @Override
    public void close() {
      CompletableFuture<Void> _ =
          result.thenAccept(found -> found.ifPresent(value -> value.body().close()));
    }
  }

  /** Of an entry; tells its generation. */
  record Insert(CompletableFuture<Long> result) implements KvItem<Long> {}

  /** Of an entry; false when it was not there. */
  record Delete(CompletableFuture<Boolean> result) implements KvItem<Boolean> {}

  /** Of keys. */
  record Listing(CompletableFuture<KvPage> result) implements KvItem<KvPage> {}
}
