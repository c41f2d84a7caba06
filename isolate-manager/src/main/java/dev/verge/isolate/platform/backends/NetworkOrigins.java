package dev.verge.isolate.platform.backends;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.verge.isolate.binding.Backend;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** Sends requests over the network. */
final class NetworkOrigins implements Origins {
  /** Backends whose connections are kept at once; equal backends of different versions are one. */
  private static final int MOST_BACKENDS = 1000;

  private static final Duration BACKEND_KEPT = Duration.ofMinutes(10);
  private static final long SWEEP_MILLIS = 1000;

  private final Vertx vertx;
  private final Addresses addresses;
  private final Cache<Backend, Connections> connections;
  private final HealthChecks healthChecks = new HealthChecks(this);

  private NetworkOrigins(Addresses addresses) {
    this.addresses = addresses;
    this.vertx =
        Vertx.vertx(
            new VertxOptions()
                .setInternalBlockingPoolSize(1)
                .setWorkerPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    this.connections =
        Caffeine.newBuilder()
            .maximumSize(MOST_BACKENDS)
            .expireAfterAccess(BACKEND_KEPT)
            .scheduler(Scheduler.systemScheduler())
            .executor(Runnable::run)
            .<Backend, Connections>removalListener((backend, removed, why) -> removed.retire())
            .build();
    vertx.setPeriodic(
        SWEEP_MILLIS, ignored -> connections.asMap().values().forEach(Connections::closeExpired));
  }

  static NetworkOrigins start(Addresses.Resolver resolver, boolean dynamicMayBePrivate) {
    return new NetworkOrigins(new Addresses(resolver, dynamicMayBePrivate));
  }

  @Override
  public CompletableFuture<OriginResponse> send(Backend backend, OriginRequest request) {
    if (health(backend) == Backend.Health.UNHEALTHY) {
      request.body().close();
      return CompletableFuture.failedFuture(
          SendException.of(
              SendError.Kind.DESTINATION_UNAVAILABLE, "backend %s is unhealthy", backend.name()));
    }
    return sendAnyway(backend, request);
  }

  /** As {@link #send}, whatever is known of the backend's health. */
  CompletableFuture<OriginResponse> sendAnyway(Backend backend, OriginRequest request) {
    CompletableFuture<OriginReply> reply = start(backend, request, Optional.empty());
    CompletableFuture<OriginResponse> response = new CompletableFuture<>();
    var _ =
        reply.whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                response.completeExceptionally(failure);
              } else if (answer instanceof OriginReply.Response(OriginResponse head)
                  && !response.complete(head)) {
                head.body().close();
              }
            });
    giveUpWith(response, reply);
    return response;
  }

  @Override
  public CompletableFuture<OriginReply> upgrade(
      Backend backend, OriginRequest request, String protocol) {
    return health(backend) == Backend.Health.UNHEALTHY
        ? refused(backend, request)
        : start(backend, request, Optional.of(protocol));
  }

  /** As production does: requests are not tried on a backend that is known to be ill. */
  private static <T> CompletableFuture<T> refused(Backend backend, OriginRequest request) {
    request.body().close();
    return CompletableFuture.failedFuture(
        SendException.of(
            SendError.Kind.DESTINATION_UNAVAILABLE, "backend %s is unhealthy", backend.name()));
  }

  private CompletableFuture<OriginReply> start(
      Backend backend, OriginRequest request, Optional<String> upgrade) {
    CompletableFuture<OriginReply> result = new CompletableFuture<>();
    Thread sender =
        Thread.ofVirtual()
            .name("origin-send")
            .unstarted(
                () -> {
                  try {
                    run(backend, request, upgrade, result);
                  } finally {
                    request.body().close();
                  }
                });
    var _ =
        result.whenComplete(
            (reply, failure) -> {
              if (failure instanceof CancellationException) {
                sender.interrupt();
              }
            });
    sender.start();
    return result;
  }

  private void run(
      Backend backend,
      OriginRequest request,
      Optional<String> upgrade,
      CompletableFuture<OriginReply> result) {
    try {
      Connections entered = enter(backend);
      try {
        new Sending(vertx, entered, backend, request, upgrade, result).run();
      } finally {
        entered.leave();
      }
    } catch (SendException e) {
      result.completeExceptionally(e);
    } catch (RuntimeException | Error e) {
      result.completeExceptionally(
          SendException.of(
              SendError.Kind.INTERNAL_ERROR,
              "sending to backend %s failed: %s",
              backend.name(),
              e));
      throw e;
    }
  }

  /** With more backends in use than are kept, the newest may be gone at once. */
  private Connections enter(Backend backend) {
    while (true) {
      Connections found =
          connections.get(backend, absent -> new Connections(vertx, addresses, absent));
      if (found.enter()) {
        return found;
      }
    }
  }

  /** Cancelling the first cancels the second. */
  static void giveUpWith(CompletableFuture<?> first, CompletableFuture<?> second) {
    var _ =
        first.whenComplete(
            (value, failure) -> {
              if (failure instanceof CancellationException) {
                second.cancel(true);
              }
            });
  }

  @Override
  public Backend.Health health(Backend backend) {
    return backend.healthCheck().isPresent() ? healthChecks.of(backend) : backend.health();
  }

  @Override
  public void close() {
    healthChecks.close();
    connections.invalidateAll();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
