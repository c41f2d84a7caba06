package dev.verge.isolate.abi.compute;

import java.util.concurrent.CompletableFuture;

/**
 * What an {@code async_item_handle} stands for: something with an I/O action that may have to be
 * waited for (typenames.witx).
 */
interface AsyncItem extends AutoCloseable {
  /** Completes, always normally, when the item's action would not wait. */
  CompletableFuture<?> readiness();

  /** The guest has ended, or closed its handle. */
  @Override
  void close();
}
