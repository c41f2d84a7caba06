package dev.verge.gateway.tracing;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What takes traces: OTLP over HTTP, in protobuf. */
public final class Collector implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final List<Map<String, String>> resources = new CopyOnWriteArrayList<>();
  private final List<Headers> headers = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch open = new CountDownLatch(0);

  private Collector(HttpServer server) {
    this.server = server;
    server.createContext("/v1/traces", this::take);
    server.setExecutor(threads);
    server.start();
  }

  /** Starts one on a free port. */
  public static Collector start() {
    return start(0);
  }

  /** Starts one on a port. */
  public static Collector start(int port) {
    try {
      return new Collector(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int port() {
    return server.getAddress().getPort();
  }

  /** What {@code otlp_endpoint} is to be. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port());
  }

  /** Answers nobody until {@link #goOn}. */
  public void hang() {
    open = new CountDownLatch(1);
  }

  public void goOn() {
    open.countDown();
  }

  /** Attributes of what sent the spans, for each time that it did. */
  public List<Map<String, String>> resources() {
    return resources;
  }

  /** The values of a field, for each time that something was sent. */
  public List<String> headers(String name) {
    return headers.stream().map(fields -> fields.getFirst(name)).toList();
  }

  /** Waits until there are so many spans of a trace. */
  public List<Span> trace(String id, int count) {
    await().atMost(PATIENCE).until(() -> ofTrace(id).size() >= count);
    return ofTrace(id);
  }

  /** Waits for as many spans. */
  public List<Span> spans(int count) {
    await().atMost(PATIENCE).until(() -> spans.size() >= count);
    return List.copyOf(spans);
  }

  private List<Span> ofTrace(String id) {
    return spans.stream().filter(span -> hex(span.getTraceId().toByteArray()).equals(id)).toList();
  }

  /** The one span of a kind. */
  public static Span only(List<Span> spans, Span.SpanKind kind) {
    List<Span> found = spans.stream().filter(span -> span.getKind() == kind).toList();
    if (found.size() != 1) {
      throw new AssertionError("Not one span of " + kind + " in " + spans);
    }
    return found.getFirst();
  }

  /** Attributes as text, by their names. */
  public static Map<String, String> attributes(Span span) {
    return texts(span.getAttributesList());
  }

  public static String traceId(Span span) {
    return hex(span.getTraceId().toByteArray());
  }

  public static String spanId(Span span) {
    return hex(span.getSpanId().toByteArray());
  }

  public static String parentId(Span span) {
    return hex(span.getParentSpanId().toByteArray());
  }

  @Override
  public void close() {
    open.countDown();
    server.stop(0);
    threads.close();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      headers.add(exchange.getRequestHeaders());
      ExportTraceServiceRequest request =
          ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
      open.await();
      request
          .getResourceSpansList()
          .forEach(
              group -> {
                resources.add(texts(group.getResource().getAttributesList()));
                group.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
              });
      exchange.sendResponseHeaders(200, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, String> texts(List<KeyValue> attributes) {
    Map<String, String> texts = new TreeMap<>();
    attributes.forEach(pair -> texts.put(pair.getKey(), text(pair.getValue())));
    return texts;
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> Long.toString(value.getIntValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      default -> value.toString();
    };
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
