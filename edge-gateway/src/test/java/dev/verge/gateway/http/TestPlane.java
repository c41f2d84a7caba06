package dev.verge.gateway.http;

import dev.verge.deploy.requests.RequestRecord;
import dev.verge.deploy.requests.RequestRecords;
import dev.verge.deploy.requests.RequestRing;
import dev.verge.gateway.access.AccessLog;
import dev.verge.gateway.tls.ServerTls;
import dev.verge.gateway.tracing.Tracing;
import dev.verge.gateway.tracing.TracingSettings;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.exchange.ClientGoneException;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.ResponseHead;
import dev.verge.isolate.pool.Fault;
import dev.verge.isolate.pool.Outcome;
import io.prometheus.client.CollectorRegistry;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A data plane on loopback whose guests are methods of a test. */
final class TestPlane implements AutoCloseable {
  /** Short enough to wait for, long enough for a busy machine. */
  static final Duration SOON = Duration.ofMillis(300);

  static final DataPlaneSettings SETTINGS =
      DataPlaneSettings.DEFAULT.withBind(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

  private final CollectorRegistry registry = new CollectorRegistry();
  private final RequestRecords records = new RequestRecords();
  private final Map<String, Route> routes = new ConcurrentHashMap<>();
  private final Tracing tracing;
  private final DataPlane plane;

  /** A guest that may wait and need not say that it succeeded. */
  @FunctionalInterface
  interface Body {
    void serve(Exchange exchange) throws InterruptedException;
  }

  private TestPlane(
      DataPlaneSettings settings, Transport transport, Optional<TracingSettings> traces) {
    tracing = Tracing.open(traces, registry);
    plane =
        DataPlane.start(
            settings,
            request -> Optional.ofNullable(routes.get(request.authority())),
            registry,
            records,
            AccessLog.NONE,
            tracing,
            transport);
  }

  static TestPlane start() {
    return start(SETTINGS);
  }

  static TestPlane start(DataPlaneSettings settings) {
    return new TestPlane(settings, Transport.best(), Optional.empty());
  }

  static TestPlane start(Transport transport) {
    return new TestPlane(SETTINGS, transport, Optional.empty());
  }

  static TestPlane start(TracingSettings traces) {
    return new TestPlane(SETTINGS, Transport.best(), Optional.of(traces));
  }

  /** Deploys a guest of tenant {@code demo}; the host's first label is the function's name. */
  TestPlane deploy(String host, Guest guest) {
    return deploy(host, guest, Role.ACTIVE, HeaderList.EMPTY);
  }

  /** As {@link #deploy(String, Guest)} in another role, whose answers have some fields more. */
  TestPlane deploy(String host, Guest guest, Role role, HeaderList marks) {
    routes.put(host, new Route.Served(version(host), guest, role, marks));
    return this;
  }

  /** As {@link #deploy} for a guest that succeeds when it returns. */
  TestPlane on(String host, Body body) {
    return deploy(host, guest(body));
  }

  /** A deployment without a template. */
  TestPlane unavailable(String host) {
    return unavailable(host, Role.ACTIVE, HeaderList.EMPTY);
  }

  /** As {@link #unavailable(String)} in another role, whose answers have some fields more. */
  TestPlane unavailable(String host, Role role, HeaderList marks) {
    routes.put(host, new Route.Unavailable(version(host), role, marks));
    return this;
  }

  InetSocketAddress address() {
    return plane.address();
  }

  /** Starts to listen for encrypted connections too. */
  InetSocketAddress listenSecurely(ServerTls tls) {
    return plane.listenSecurely(SETTINGS.bind(), tls);
  }

  CollectorRegistry registry() {
    return registry;
  }

  /** What is known of the requests of a host's function, oldest first. */
  List<RequestRecord> requests(String host) {
    return records.of(version(host).function()).since(0, RequestRing.SIZE).records();
  }

  /** Has somebody told of what counts for a host's function. */
  void watch(String host, Consumer<RequestRecord> told) {
    records.of(version(host).function()).watch(told);
  }

  /** Deletes a host's function, whose routes stay. */
  void delete(String host) {
    records.delete(version(host).function());
  }

  RawClient connect() {
    return RawClient.connect(plane.address());
  }

  @Override
  public void close() {
    plane.close();
    tracing.close();
  }

  private static VersionId version(String host) {
    return new VersionId(new FunctionId("demo", host.replaceFirst("[.:].*", "")), 1);
  }

  static Guest guest(Body body) {
    return exchange -> {
      try {
        body.serve(exchange);
        return new Outcome.Served();
      } catch (InterruptedException e) {
        return failed(Fault.Kind.WALL_CLOCK);
      } catch (ClientGoneException e) {
        return new Outcome.Failed(new Fault(Fault.Kind.CLIENT_GONE, e.getMessage()));
      }
    };
  }

  static Outcome failed(Fault.Kind kind) {
    return new Outcome.Failed(new Fault(kind, "It was " + kind + "."));
  }

  static void respond(Exchange exchange, String... namesAndValues) throws InterruptedException {
    exchange.respond(new ResponseHead(200, fields(namesAndValues)));
  }

  static HeaderList fields(String... namesAndValues) {
    List<HeaderList.Field> fields = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(new HeaderList.Field(namesAndValues[i], namesAndValues[i + 1]));
    }
    return HeaderList.of(fields);
  }

  static void write(Exchange exchange, String text) throws InterruptedException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.write(bytes, 0, bytes.length);
  }

  static void answer(Exchange exchange, String text) throws InterruptedException {
    respond(exchange, "Content-Type", "text/plain");
    write(exchange, text);
    exchange.finish(HeaderList.EMPTY);
  }

  static String readAll(Exchange exchange) throws InterruptedException {
    var all = new ByteArrayOutputStream();
    byte[] piece = new byte[8192];
    for (int n = exchange.read(piece, 0, piece.length);
        n >= 0;
        n = exchange.read(piece, 0, piece.length)) {
      all.write(piece, 0, n);
    }
    return all.toString(StandardCharsets.UTF_8);
  }
}
