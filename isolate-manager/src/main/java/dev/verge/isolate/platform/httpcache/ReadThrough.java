package dev.verge.isolate.platform.httpcache;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.platform.backends.OriginRequest;
import dev.verge.isolate.platform.backends.OriginResponse;
import dev.verge.isolate.platform.backends.Origins;
import dev.verge.isolate.platform.cache.Caches;
import dev.verge.isolate.platform.http.HeaderFields;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Sends requests through a tenant's cache. Safe on any thread. */
public final class ReadThrough {
  private static final Executor THREADS =
      task -> Thread.ofVirtual().name("verge-read-through").start(task);

  private final HttpCaches caches;
  private final OriginSender origins;

  /** Over the tenants' caches. */
  public ReadThrough(Caches caches, Origins origins) {
    this(
        caches,
        new OriginSender() {
          @Override
          public CompletableFuture<OriginResponse> send(Backend backend, OriginRequest request) {
            return origins.send(backend, request);
          }

          @Override
          public boolean sick(Backend backend) {
            return origins.health(backend) == Backend.Health.UNHEALTHY;
          }
        });
  }

  ReadThrough(Caches caches, OriginSender origins) {
    this.caches = new HttpCaches(caches);
    this.origins = origins;
  }

  /**
   * As {@link Origins#send}, but answered from the cache when it may be, and stored when it may be
   * (RFC 9111); adds {@code x-cache}, {@code x-cache-hits} and {@code age}. A request that is not
   * cacheable, or is to pass, goes by the cache; unless it fails, one with an unsafe method makes
   * the cache forget its target.
   *
   * @param tenant whose cache it is
   */
  public CompletableFuture<OriginResponse> send(
      String tenant, CacheOverride override, Backend backend, OriginRequest request) {
    CacheRequest asked =
        new CacheRequest(request.method(), request.uri(), HeaderFields.of(request.headers()));
    if (override.pass() || !asked.cacheable() || request.body().length().orElse(1) != 0) {
      return pass(tenant, asked, backend, request);
    }
    HttpLookup lookup = caches.begin(tenant, asked, asked.hostKey(request.decompress()));
    CompletableFuture<OriginResponse> answer = new CompletableFuture<>();
    ReadThroughRun run = new ReadThroughRun(origins, override, backend, request, answer);
    var _ =
        answer.whenComplete(
            (response, error) -> {
              if (answer.isCancelled()) {
                lookup.close();
              }
            });
    // Whoever ends somebody's wait is not to do that one's work.
    Executor executor = lookup.transaction().isDone() ? Runnable::run : THREADS;
    var _ = lookup.transaction().thenAcceptAsync(run::proceed, executor);
    return answer;
  }

  private CompletableFuture<OriginResponse> pass(
      String tenant, CacheRequest asked, Backend backend, OriginRequest request) {
    HeaderFields headers = asked.headers();
    headers.remove(CacheRequest.KEY_FIELD);
    CompletableFuture<OriginResponse> sent =
        origins.send(backend, request.withHeaders(headers.toList()));
    if (!isSafe(asked.method())) {
      var _ =
          sent.thenAccept(
              response -> {
                if (response.status() < 400) {
                  caches.invalidate(tenant, asked);
                }
              });
    }
    return sent;
  }

  /** RFC 9110, section 9.2.1. */
  private static boolean isSafe(String method) {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS", "TRACE" -> true;
      default -> false;
    };
  }
}
