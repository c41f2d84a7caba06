package dev.verge.isolate.platform.backends;

import dev.verge.isolate.binding.Backend;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;

/** Sends requests to backends. Safe on any thread; lives as long as the platform. */
public interface Origins extends AutoCloseable {
  /**
   * Starts the client.
   *
   * @param dynamicMayBePrivate whether backends that guests make themselves may have loopback,
   *     link-local or private addresses
   */
  static Origins start(boolean dynamicMayBePrivate) {
    return NetworkOrigins.start(InetAddress::getAllByName, dynamicMayBePrivate);
  }

  /** Sends nothing: every backend is well and answers every request with an empty 200. */
  static Origins silent() {
    return new SilentOrigins();
  }

  /**
   * Sends a request; the response's body goes on arriving after the response is there. Returns at
   * once. Cancelling the future gives the request up.
   *
   * <p>Trailers of the request's body are sent over HTTP/1.1 only, and only if the body's length is
   * not known beforehand.
   *
   * @return fails with {@link SendException}, nothing else
   */
  CompletableFuture<OriginResponse> send(Backend backend, OriginRequest request);

  /**
   * Sends a request that asks the backend to change the protocol (RFC 9110, section 7.8), over
   * HTTP/1.1. Returns at once. Cancelling the future gives the request up.
   *
   * @param request without a body
   * @param protocol such as {@code websocket}
   * @return fails with {@link SendException}, nothing else
   */
  CompletableFuture<OriginReply> upgrade(Backend backend, OriginRequest request, String protocol);

  /** What is known of a backend's health now. */
  Backend.Health health(Backend backend);

  @Override
  void close();
}
