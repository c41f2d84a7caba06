package dev.verge.isolate.platform.backends;

import dev.verge.isolate.binding.Backend;
import java.util.concurrent.CompletableFuture;

/** Sends requests to backends. Safe on any thread; lives as long as the platform. */
public final class Origins implements AutoCloseable {
  private Origins() {}

  /**
   * Starts the client.
   *
   * @param dynamicMayBePrivate whether backends that guests make themselves may have loopback,
   *     link-local or private addresses
   */
  public static Origins start(boolean dynamicMayBePrivate) {
    return new Origins();
  }

  /**
   * Sends a request; the response's body goes on arriving after the response is there. Returns at
   * once. Cancelling the future gives the request up.
   *
   * @return fails with {@link SendException}, nothing else
   */
  public CompletableFuture<OriginResponse> send(Backend backend, OriginRequest request) {
    return CompletableFuture.failedFuture(
        new SendException(SendError.of(SendError.Kind.INTERNAL_ERROR, "there is no client")));
  }

  /** What is known of a backend's health now. */
  public Backend.Health health(Backend backend) {
    return backend.health();
  }

  @Override
  public void close() {}
}
