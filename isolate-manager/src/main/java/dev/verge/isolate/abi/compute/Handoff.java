package dev.verge.isolate.abi.compute;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.platform.backends.OriginReply;
import dev.verge.isolate.platform.backends.OriginRequest;
import dev.verge.isolate.platform.backends.OriginResponse;
import dev.verge.isolate.platform.backends.OriginTunnel;
import dev.verge.isolate.platform.backends.Origins;
import dev.verge.isolate.platform.backends.Outbound;
import dev.verge.isolate.platform.backends.SendException;
import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.http.HeaderFields;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Hands a client's connection over to a backend, which answers in the guest's place and may change
 * to the protocol that the client asks for. It goes on after the guest has ended, for as long as
 * both sides want.
 */
final class Handoff {
  /** What the client's own request says, whatever the guest has made of it. */
  private static final List<String> CLIENTS_OWN =
      List.of("host", "connection", "upgrade", "sec-websocket-key", "sec-websocket-version");

  private static final int CHUNK_BYTES = 16 * 1024;

  private final Session session;
  private final Sending sending;

  Handoff(Session session) {
    this.session = session;
    this.sending = new Sending(session);
  }

  /**
   * Hands the connection over when the guest has ended.
   *
   * @param requestHandle of the request that the backend is to get
   * @throws StatusException {@link Status#INVAL} when there is no such backend, {@link
   *     Status#ERROR} when a response was sent already
   */
  void toBackend(int requestHandle, String backendName) {
    GuestRequest request = session.requests().find(requestHandle);
    Backend backend = sending.backend(backendName);
    Downstream downstream = session.downstream();
    OriginRequest sent =
        sending
            .request(request, backend, ByteSource.EMPTY)
            .withHeaders(headers(request, downstream.head()));
    Origins origins = session.services().origins();
    downstream.handOver(() -> relay(downstream.exchange(), origins, backend, sent));
  }

  private static HeaderList headers(GuestRequest request, RequestHead client) {
    HeaderFields fields = request.headers().copy();
    for (String name : CLIENTS_OWN) {
      fields.set(name, client.headers().all(name));
    }
    return fields.toList();
  }

  private HeaderList relay(
      Exchange exchange, Origins origins, Backend backend, OriginRequest request)
      throws InterruptedException {
    Optional<String> protocol = exchange.request().upgrade();
    Outbound outbound = new Outbound(exchange, backend, request);
    CompletableFuture<OriginReply> reply =
        protocol.isPresent()
            ? outbound.upgrade(told -> origins.upgrade(backend, told, protocol.get()))
            : outbound
                .send(told -> origins.send(backend, told))
                .thenApply(OriginReply.Response::new);
    try {
      switch (reply.get()) {
        case OriginReply.Response(OriginResponse response) -> respond(exchange, response);
        case OriginReply.Upgraded(HeaderList headers, OriginTunnel tunnel) ->
            connect(exchange.upgrade(headers), tunnel);
      }
    } catch (ExecutionException e) {
      session.tell("a connection could not be handed over: " + e.getCause().getMessage());
      GuestResponse failure = new GuestResponse();
      failure.status(e.getCause() instanceof SendException ? 502 : 500);
      exchange.respond(Framing.of(failure, OptionalLong.of(0), exchange.request()));
    } catch (InterruptedException e) {
      reply.cancel(true);
      throw e;
    }
    return HeaderList.EMPTY;
  }

  private static void respond(Exchange exchange, OriginResponse response)
      throws InterruptedException {
    exchange.respond(
        Framing.of(GuestResponse.of(response), response.body().length(), exchange.request()));
    byte[] chunk = new byte[CHUNK_BYTES];
    try (var body = response.body()) {
      for (int n = body.read(chunk, 0, CHUNK_BYTES); n >= 0; n = body.read(chunk, 0, CHUNK_BYTES)) {
        exchange.write(chunk, 0, n);
      }
    }
  }

  /** Passes bytes both ways until either side ends. */
  private static void connect(Exchange.Tunnel client, OriginTunnel backend)
      throws InterruptedException {
    Thread upstream =
        Thread.ofVirtual().name("tunnel").start(() -> pass(client, backend, backend::close));
    try {
      copy(backend, client);
    } catch (BrokenBodyException e) {
      // The backend's connection broke off: so does the client's.
    } finally {
      backend.close();
      upstream.interrupt();
    }
  }

  private static void pass(Exchange.Tunnel from, Exchange.Tunnel to, Runnable end) {
    try {
      copy(from, to);
    } catch (InterruptedException | RuntimeException e) {
      // One side has gone; the other is told by the end of its connection.
    } finally {
      end.run();
    }
  }

  private static void copy(Exchange.Tunnel from, Exchange.Tunnel to) throws InterruptedException {
    byte[] chunk = new byte[CHUNK_BYTES];
    for (int n = from.read(chunk, 0, CHUNK_BYTES); n >= 0; n = from.read(chunk, 0, CHUNK_BYTES)) {
      to.write(chunk, 0, n);
    }
  }
}
