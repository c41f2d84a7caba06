package dev.verge.isolate.abi.compute;

import dev.verge.isolate.platform.httpcache.HttpLookup;
import dev.verge.isolate.platform.httpcache.HttpTransaction;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What an {@code http_cache_handle} stands for: a lookup that may still be waiting. */
final class HttpCacheItem implements AsyncItem {
  private final HttpLookup lookup;
  private final Optional<GuestRequest> request;

  /**
   * @param request as it was when it was looked up, for what a request to the backend takes over
   *     from it; empty for one that only reads
   */
  HttpCacheItem(HttpLookup lookup, Optional<GuestRequest> request) {
    this.lookup = lookup;
    this.request = request;
  }

  /** One that is done. */
  static HttpCacheItem of(HttpTransaction transaction) {
    return new HttpCacheItem(HttpLookup.of(transaction), Optional.empty());
  }

  /** Waits for the lookup. */
  HttpTransaction transaction(Session session) throws InterruptedException {
    session.await(lookup.transaction());
    return lookup.transaction().join();
  }

  /** The request that was looked up. */
  Optional<GuestRequest> request() {
    return request;
  }

  @Override
  public CompletableFuture<?> readiness() {
    return lookup.transaction();
  }

  @Override
  public void close() {
    lookup.close();
  }
}
