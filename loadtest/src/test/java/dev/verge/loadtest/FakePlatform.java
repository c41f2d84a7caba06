package dev.verge.loadtest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A server with the shapes of both planes and behaviour that a test knows: which functions there
 * are, which requests are cold, when it stalls, what fails.
 */
public final class FakePlatform implements AutoCloseable {
  /** A function without a deployment has no active version. */
  private static final String UNDEPLOYED =
      "{\"tenant\":\"demo\",\"function\":\"draft\",\"urls\":[],\"versions\":[]}";

  /** What the control plane asks for. */
  public static final String TOKEN = "token-of-the-test";

  static {
    // Without it the JDK's server delays the second packet of an answer by 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer control = listen();
  private final HttpServer data = listen();
  private final List<String> functions;
  private final Set<String> warm = ConcurrentHashMap.newKeySet();
  private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
  private final Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
  private volatile long stalledUntil = System.nanoTime();
  private volatile Duration nextStall = Duration.ZERO;
  private volatile int status = 200;
  private volatile boolean evicts = true;
  private volatile boolean jit = true;
  private volatile String cold = "cold";

  /**
   * @param functions as {@code tenant/function}; at least one
   */
  public FakePlatform(String... functions) {
    this.functions = List.of(functions);
    control.createContext("/", this::control);
    data.createContext("/", this::data);
    control.start();
    data.start();
  }

  public URI controlPlane() {
    return URI.create("http://127.0.0.1:" + control.getAddress().getPort());
  }

  public InetSocketAddress dataPlane() {
    return data.getAddress();
  }

  /** The next request, and all that come while it lasts, are answered after this. */
  public void stallOnce(Duration stall) {
    nextStall = stall;
  }

  public void answerWith(int newStatus) {
    status = newStatus;
  }

  /** Isolates stay warm whatever the control plane is asked. */
  public void ignoreEvictions() {
    evicts = false;
  }

  /** What a start is called that found no isolate of an earlier request. */
  public void nameColdStarts(String name) {
    cold = name;
  }

  public void interpret() {
    jit = false;
  }

  /** Requests to the data plane so far, for a function's Host header without port. */
  public int requestsTo(String host) {
    return requests.getOrDefault(host, new AtomicInteger()).get();
  }

  /** Distinct connections to the data plane so far. */
  public int connections() {
    return clients.size();
  }

  @Override
  public void close() {
    control.stop(0);
    data.stop(0);
    threads.close();
  }

  private HttpServer listen() {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(threads);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void control(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean allowed =
        ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
    if (path.equals("/healthz")) {
      answer(
          exchange, 200, "{\"status\":\"ok\",\"engine\":\"Fake 1.0\",\"jit\":%b}".formatted(jit));
    } else if (!allowed) {
      answer(exchange, 401, "{\"title\":\"Unauthorized\",\"detail\":\"The token is not known.\"}");
    } else if (path.equals("/v1/functions")) {
      answer(
          exchange,
          200,
          functions.stream()
              .map(this::document)
              .collect(Collectors.joining(",", "{\"functions\":[", "," + UNDEPLOYED + "]}")));
    } else if (Set.of("DELETE", "POST").contains(exchange.getRequestMethod())
        && path.endsWith("/isolates")) {
      String[] parts = path.split("/", -1);
      boolean closed = evicts && warm.remove(parts[5] + "." + parts[3] + ".localhost");
      answer(exchange, 200, "{\"closed\":%d}".formatted(closed ? 1 : 0));
    } else {
      answer(exchange, 404, "{\"detail\":\"There is nothing here.\"}");
    }
  }

  private String document(String function) {
    String tenant = function.substring(0, function.indexOf('/'));
    String name = function.substring(function.indexOf('/') + 1);
    return """
        {"tenant":"%s","function":"%s","active":2,
         "urls":["http://%s.%s.localhost:%d/"],
         "versions":[{"version":1,"module":{"sha256":"aa","bytes":1}},
                     {"version":2,"module":{"sha256":"bb","bytes":36000}}]}"""
        .formatted(tenant, name, name, tenant, data.getAddress().getPort());
  }

  private void data(HttpExchange exchange) throws IOException {
    clients.add(exchange.getRemoteAddress());
    String authority = exchange.getRequestHeaders().getFirst("Host");
    String host = authority.substring(0, authority.indexOf(':'));
    requests.computeIfAbsent(host, _ -> new AtomicInteger()).incrementAndGet();
    waitForStall();
    boolean isWarm = !warm.add(host);
    exchange.getResponseHeaders().set("x-verge-isolate", isWarm ? "warm" : cold);
    exchange.getResponseHeaders().set("x-verge-cold-start-us", isWarm ? "12.5" : "240.5");
    exchange.getResponseHeaders().set("x-verge-instantiation-us", isWarm ? "3.1" : "31.4");
    answer(exchange, status, "hello\n");
  }

  private synchronized void beginStall() {
    if (nextStall.isPositive()) {
      stalledUntil = System.nanoTime() + nextStall.toNanos();
      nextStall = Duration.ZERO;
    }
  }

  private void waitForStall() {
    beginStall();
    try {
      for (long left = left(); left > 0; left = left()) {
        Thread.sleep(Duration.ofNanos(left));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private long left() {
    return stalledUntil - System.nanoTime();
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
      if (!head) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }
}
