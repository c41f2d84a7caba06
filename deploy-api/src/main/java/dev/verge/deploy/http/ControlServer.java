package dev.verge.deploy.http;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import dev.verge.deploy.audit.AuditTrail;
import dev.verge.deploy.problem.ProblemType;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves endpoints over HTTP/1.1. What is under {@code /v1/}, or speaks a {@link Dialect}, is
 * behind a {@link Gate}, and so is what else is not for anybody. Every error is a problem document,
 * or as the dialect has it.
 */
final class ControlServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
  private static final String API = "/v1/";
  private static final String CALL = "verge.call";

  /** For requests in progress when the control plane stops. */
  private static final Duration DRAIN = Duration.ofSeconds(5);

  /** Room for a note of a thousand characters in any script, escaped. */
  private static final int LINE_BYTES = 12 << 10;

  /** A step of a path that is one or two dots, escaped or not. */
  private static final Pattern DOT_SEGMENT = Pattern.compile("(?i)/(\\.|%2e){1,2}(/|$)");

  private static final int CHUNK_BYTES = 64 << 10;

  /**
   * Of all fields of a request's head together: room for as many surrogate keys as there may be.
   */
  private static final int HEADER_BYTES = 24 << 10;

  private static final String MALFORMED = "The request is not HTTP/1.1 as it should be.";

  private final Gate gate;
  private final AuditTrail trail;
  private final List<Dialect> dialects;
  private final Pace pace;
  private final LargeBodies large;
  private final Map<HttpConnection, ConnectionClock> clocks = new ConcurrentHashMap<>();
  private final Answering answering;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("control-", 0).factory());
  private final Vertx vertx;
  private final HttpServer server;

  /**
   * A server that does not listen yet.
   *
   * @param vertx what it runs on; closed with it
   * @param trail gets what calls change
   * @param dialects that are spoken
   * @param pace to which clients must keep
   * @param large for bodies that are
   */
  ControlServer(
      Vertx vertx,
      Gate gate,
      AuditTrail trail,
      List<Dialect> dialects,
      Pace pace,
      LargeBodies large,
      List<Endpoint> endpoints) {
    this.vertx = vertx;
    this.gate = gate;
    this.trail = trail;
    this.dialects = List.copyOf(dialects);
    this.pace = pace;
    this.large = large;
    this.answering = new Answering(trail);
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHttp2ClearTextEnabled(false)
                    .setMaxInitialLineLength(LINE_BYTES)
                    .setMaxHeaderSize(HEADER_BYTES)
                    .setMaxChunkSize(CHUNK_BYTES))
            .connectionHandler(this::opened)
            .invalidRequestHandler(ControlServer::invalid)
            .requestHandler(checked(router(endpoints)));
  }

  /** An event loop, and nothing on the disk. */
  static Vertx vertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setClassPathResolvingEnabled(false)
                    .setFileCachingEnabled(false)));
  }

  /**
   * Begins to listen.
   *
   * @return where
   * @throws IllegalStateException when the address cannot be had
   */
  InetSocketAddress listen(InetSocketAddress address) {
    try {
      int port =
          server
              .listen(SocketAddress.inetSocketAddress(address.getPort(), address.getHostString()))
              .toCompletionStage()
              .toCompletableFuture()
              .get()
              .actualPort();
      return new InetSocketAddress(address.getHostString(), port);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "The control plane cannot listen on %s: %s. Choose another address or port, or stop what uses it."
              .formatted(address, e.getCause().getMessage()),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the control plane began to listen.", e);
    }
  }

  /** Lets requests in progress end for a while. */
  @Override
  public void close() {
    try {
      server.shutdown(DRAIN).toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      LOG.warn("The control plane's listener did not close well.", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdown();
    stop();
  }

  private void stop() {
    try {
      if (!threads.awaitTermination(DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        var _ = threads.shutdownNow();
      }
      vertx.close().toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      LOG.warn("The control plane's event loop did not close well.", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Router router(List<Endpoint> endpoints) {
    Router router = Router.router(vertx);
    router.route().handler(this::receive);
    guarded()
        .forEach(
            prefix ->
                router.route(prefix + "*").handler(gate::checkOrigin).handler(gate::authorize));
    endpoints.forEach(this::checkGuarded);
    Map<String, List<Endpoint>> byPath =
        endpoints.stream().collect(groupingBy(Endpoint::pattern, LinkedHashMap::new, toList()));
    byPath.forEach((pattern, there) -> mount(router, pattern, there));
    router.route().handler(ControlServer::nothingHere);
    router.route().failureHandler(ControlServer::failed);
    return router;
  }

  /** What the paths begin with that are behind the gate. */
  private Stream<String> guarded() {
    return Stream.concat(Stream.of(API), dialects.stream().map(Dialect::prefix));
  }

  private void checkGuarded(Endpoint endpoint) {
    if (isGuarded(endpoint) && endpoint.access().isEmpty()) {
      throw new IllegalArgumentException(
          "%s %s cannot be for %s."
              .formatted(endpoint.method(), endpoint.path(), endpoint.access()));
    }
  }

  private boolean isGuarded(Endpoint endpoint) {
    return guarded().anyMatch(endpoint.path()::startsWith);
  }

  /** Vert.x's own idle timeout would cut a call that is being worked on. */
  private void opened(HttpConnection connection) {
    ConnectionClock clock = new ConnectionClock(vertx, connection, pace);
    clocks.put(connection, clock);
    connection.closeHandler(
        closed -> {
          clocks.remove(connection);
          clock.closed();
        });
  }

  private ConnectionClock clock(HttpConnection connection) {
    return Optional.ofNullable(clocks.get(connection))
        .orElseGet(() -> new ConnectionClock(vertx, connection, pace));
  }

  /** Keeps back what Vert.x Web would answer in its own way. */
  private static Handler<HttpServerRequest> checked(Router router) {
    return request -> {
      if (wellFormed(request)) {
        router.handle(request);
      } else {
        refuse(request, ProblemType.MALFORMED_REQUEST, MALFORMED);
      }
    };
  }

  private static boolean wellFormed(HttpServerRequest request) {
    String path = request.path();
    if (path == null || !path.startsWith("/")) {
      return false;
    }
    try {
      QueryStringDecoder decoder = new QueryStringDecoder(request.uri());
      var _ = decoder.path();
      var _ = decoder.parameters();
      // Vert.x Web would take such a step (RFC 3986, section 5.2.4), to what nobody named.
      return !DOT_SEGMENT.matcher(path).find();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void mount(Router router, String pattern, List<Endpoint> endpoints) {
    for (Endpoint endpoint : endpoints) {
      Route route = router.route(endpoint.method(), pattern);
      if (endpoint.method().equals(HttpMethod.GET)) {
        route.method(HttpMethod.HEAD);
      }
      if (endpoint.access().isPresent() && !isGuarded(endpoint)) {
        route.handler(gate::checkOrigin).handler(gate::authorize);
      }
      route.handler(routing -> dispatch(endpoint, routing));
    }
    String allowed =
        endpoints.stream()
            .flatMap(
                endpoint ->
                    endpoint.method().equals(HttpMethod.GET)
                        ? Stream.of("GET", "HEAD")
                        : Stream.of(endpoint.method().name()))
            .sorted()
            .collect(joining(", "));
    router.route(pattern).handler(routing -> notAllowed(routing, allowed));
  }

  private void receive(RoutingContext routing) {
    String path = routing.normalizedPath();
    Optional<Dialect> dialect =
        dialects.stream().filter(spoken -> path.startsWith(spoken.prefix())).findFirst();
    ConnectionClock clock = clock(routing.request().connection());
    clock.begin();
    routing.addEndHandler(ended -> clock.end());
    routing.put(CALL, Call.of(routing, trail, dialect, clock, large.new Guest()));
    routing.next();
  }

  static Call call(RoutingContext routing) {
    return routing.get(CALL);
  }

  private void dispatch(Endpoint endpoint, RoutingContext routing) {
    Call call = call(routing);
    call.isFor(endpoint);
    try {
      threads.execute(
          () -> {
            try (call) {
              answering.run(endpoint, call);
            }
          });
    } catch (RejectedExecutionException e) {
      refuse(routing, ProblemType.STOPPING, "The control plane is stopping.");
    }
  }

  private static void notAllowed(RoutingContext routing, String allowed) {
    call(routing).header(HttpHeaders.ALLOW, allowed);
    refuse(
        routing,
        ProblemType.METHOD_NOT_ALLOWED,
        "%s is not possible here; %s are.".formatted(routing.request().method(), allowed));
  }

  private static void nothingHere(RoutingContext routing) {
    refuse(
        routing,
        ProblemType.NOT_FOUND,
        call(routing).dialect().isEmpty()
            ? "Nothing is at this path. %s lists what there is.".formatted(DocsEndpoints.OPENAPI)
            : "Verge has no %s of %s."
                .formatted(routing.request().method(), routing.request().path()));
  }

  private static void failed(RoutingContext routing) {
    String errorId = UUID.randomUUID().toString();
    LOG.error(
        "Error {}: a request to {} failed.", errorId, routing.request().path(), routing.failure());
    call(routing).answer(Problem.internal(errorId, routing.request().path()));
  }

  static void refuse(RoutingContext routing, ProblemType type, String detail) {
    call(routing).answer(Problem.of(type, detail, routing.request().path()));
  }

  /** What the HTTP decoder refused; Vert.x closes the connection after the answer. */
  private static void invalid(HttpServerRequest request) {
    switch (request.decoderResult().cause()) {
      case TooLongHttpLineException _ ->
          refuse(
              request,
              ProblemType.URI_TOO_LONG,
              "The request's first line may have %d bytes.".formatted(LINE_BYTES));
      case TooLongHttpHeaderException _ ->
          refuse(
              request,
              ProblemType.HEADERS_TOO_LARGE,
              "The request's headers may have %d bytes together.".formatted(HEADER_BYTES));
      default -> refuse(request, ProblemType.MALFORMED_REQUEST, MALFORMED);
    }
  }

  private static void refuse(HttpServerRequest request, ProblemType type, String detail) {
    Problem problem = Problem.of(type, detail, "/");
    var _ =
        request
            .response()
            .setStatusCode(type.status())
            .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
            .end(Json.write(problem));
  }
}
