package dev.verge.isolate.platform.httpcache;

import dev.verge.isolate.platform.cache.CacheException;
import dev.verge.isolate.platform.cache.CacheKey;
import dev.verge.isolate.platform.cache.Caches;
import dev.verge.isolate.platform.cache.Lookup;
import dev.verge.isolate.platform.cache.PendingLookup;
import dev.verge.isolate.platform.cache.TenantCache;
import java.util.Optional;

/** Looks stored responses up, in the caches of all tenants. Safe on any thread. */
public final class HttpCaches {
  private final Caches caches;

  /** Over the tenants' caches. */
  public HttpCaches(Caches caches) {
    this.caches = caches;
  }

  /**
   * Looks a request up, taking part in request collapsing.
   *
   * @param key in place of the suggested one
   * @throws CacheException {@link CacheException.Kind#INVALID} when the key is too long
   */
  public HttpLookup begin(String tenant, CacheRequest request, Optional<byte[]> key) {
    return begin(tenant, request, CacheRequest.key(key.orElseGet(request::suggestedKey)));
  }

  /** As {@link #begin}, without waiting for anyone and without an obligation. */
  public HttpTransaction lookup(String tenant, CacheRequest request, Optional<byte[]> key) {
    TenantCache cache = caches.of(tenant);
    CacheKey stored = CacheRequest.key(key.orElseGet(request::suggestedKey));
    return HttpTransaction.of(
        cache, caches.clock(), request, cache.lookup(new Lookup(stored, request.headers(), true)));
  }

  HttpLookup begin(String tenant, CacheRequest request, CacheKey key) {
    TenantCache cache = caches.of(tenant);
    PendingLookup pending = cache.begin(new Lookup(key, request.headers(), true));
    return new HttpLookup(
        pending
            .transaction()
            .thenApply(found -> HttpTransaction.of(cache, caches.clock(), request, found)),
        pending::close);
  }

  /** Forgets what is stored under a request's key (RFC 9111, section 4.4). */
  void invalidate(String tenant, CacheRequest request) {
    CacheRequest read = new CacheRequest("GET", request.uri(), request.headers());
    caches.of(tenant).forget(read.hostKey(false));
    caches.of(tenant).forget(read.hostKey(true));
  }
}
