package dev.verge.isolate.abi.compute;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.platform.backends.OriginRequest;
import dev.verge.isolate.platform.backends.OriginResponse;
import dev.verge.isolate.platform.backends.Outbound;
import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.http.Uri;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sends guests' requests to backends. */
final class Sending {
  /** Through the read-through cache, when the version has it on. */
  static final boolean CACHED = true;

  /** Past the cache. */
  static final boolean DIRECT = false;

  private final Session session;

  Sending(Session session) {
    this.session = session;
  }

  /**
   * Sends the request of a handle, which is invalid afterwards, as is its body's unless that goes
   * on being written.
   *
   * @throws StatusException {@link Status#BADF} for a bad handle, {@link Status#INVAL} when there
   *     is no such backend
   */
  PendingRequest send(
      GuestMemory memory,
      int requestHandle,
      int bodyHandle,
      int backendName,
      int backendNameLength,
      boolean cached,
      boolean streaming) {
    GuestRequest request = session.requests().find(requestHandle);
    session.body(bodyHandle);
    Backend backend = backend(GuestStore.text(memory, backendName, backendNameLength));
    session.requests().take(requestHandle);
    boolean independent = !streaming && session.body(bodyHandle).inMemory();
    Source body = streaming ? session.beginStreaming(bodyHandle) : session.takeBody(bodyHandle);
    OriginRequest sent = request(request, backend, body);
    boolean throughCache =
        cached && session.bindings().readThroughCache() && !request.cacheOverride().pass();
    Outbound outbound = new Outbound(session.downstream().exchange(), backend, sent);
    CompletableFuture<OriginResponse> response =
        throughCache
            ? outbound.send(
                told ->
                    session
                        .services()
                        .readThrough()
                        .send(session.function().tenant(), request.cacheOverride(), backend, told))
            : outbound.send(told -> session.services().origins().send(backend, told));
    return new PendingRequest(response, independent);
  }

  /** The request as it is sent to a backend. */
  OriginRequest request(GuestRequest request, Backend backend, Source body) {
    return new OriginRequest(
        request.method(),
        absolute(request, backend),
        request.headers().toList(),
        body,
        request.framedByHeaders(),
        request.decompress());
  }

  /**
   * @throws StatusException {@link Status#INVAL} when there is none of this name
   */
  Backend backend(String name) {
    return session.backend(name).orElseThrow(() -> unknown(name));
  }

  private StatusException unknown(String name) {
    String known =
        Stream.concat(session.bindings().backends().keySet().stream(), session.madeBackends())
            .sorted()
            .limit(20)
            .collect(Collectors.joining(", "));
    session.tell(
        "there is no backend named \"%s\"; %s. Declare it in the version's bindings"
            .formatted(name, known.isEmpty() ? "none is declared" : "declared are " + known));
    return StatusException.invalid("there is no such backend");
  }

  /** Where a request goes; one that does not say goes to its Host, or the backend's own. */
  private static Uri absolute(GuestRequest request, Backend backend) {
    Uri uri = request.uri();
    if (uri.absolute()) {
      return uri;
    }
    String authority =
        request.headers().first("host").filter(host -> !host.isEmpty()).orElse(backend.host());
    return new Uri(
        backend.tls().isPresent() ? "https" : "http", authority, uri.path(), uri.query());
  }
}
