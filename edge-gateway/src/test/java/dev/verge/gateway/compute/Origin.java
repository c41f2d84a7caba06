package dev.verge.gateway.compute;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * An HTTP/1.1 server on loopback that says what it was sent, and does what a path asks for:
 *
 * <ul>
 *   <li>{@code /echo}: the request in one line
 *   <li>{@code /echo-body}: the body back, with {@code x-framing}
 *   <li>{@code /wait?ms=&say=}: a text, later
 *   <li>{@code /fields}: several header fields
 *   <li>{@code /gzip}, {@code /trailers}, {@code /large?bytes=}, {@code /status?code=}
 *   <li>{@code /websocket}: 101, a greeting, and the end
 *   <li>{@code /counted?cc=…&vary=…&etag=…}: how often it was asked for, with {@code Cache-Control}
 * </ul>
 */
final class Origin implements AutoCloseable {
  /**
   * A request as it came.
   *
   * @param body its bytes, each as a character
   * @param framing {@code none}, {@code length=…} or {@code chunked}
   * @param whole whether the body ended as it should
   * @param tls the connection, when it is encrypted
   */
  record Request(
      String method,
      URI target,
      List<Map.Entry<String, String>> fields,
      String body,
      String framing,
      boolean whole,
      Optional<SSLSession> tls) {
    List<String> all(String name) {
      return fields.stream()
          .filter(field -> field.getKey().equalsIgnoreCase(name))
          .map(Map.Entry::getValue)
          .toList();
    }

    String first(String name) {
      return all(name).stream().findFirst().orElse("");
    }

    String query(String name, String otherwise) {
      for (String pair : Optional.ofNullable(target.getRawQuery()).orElse("").split("&", -1)) {
        if (pair.startsWith(name + "=")) {
          return URLDecoder.decode(pair.substring(name.length() + 1), UTF_8);
        }
      }
      return otherwise;
    }
  }

  private final ServerSocket server;
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  private Origin(ServerSocket server) {
    this.server = server;
    Thread.ofVirtual().start(this::accept);
  }

  static Origin start() {
    try {
      return new Origin(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Speaks TLS.
   *
   * @param clientMustShow whether the client must have a certificate
   */
  static Origin start(SSLContext context, boolean clientMustShow) {
    try {
      var server =
          (SSLServerSocket)
              context
                  .getServerSocketFactory()
                  .createServerSocket(0, 100, InetAddress.getLoopbackAddress());
      server.setNeedClientAuth(clientMustShow);
      return new Origin(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /** How {@code fastly.toml} names this. */
  String backend(String name, String... lines) {
    String scheme = server instanceof SSLServerSocket ? "https" : "http";
    String host = server instanceof SSLServerSocket ? "localhost" : "127.0.0.1";
    // A loaded machine may need more than the second that is the default.
    return "[local_server.backends.%s]\nconnect_timeout_ms = 20000\nurl = \"%s://%s:%d\"\n%s\n"
        .formatted(name, scheme, host, port(), String.join("\n", lines));
  }

  /** All requests until now, in the order in which they ended. */
  List<Request> requests() {
    return List.copyOf(requests);
  }

  /** How many connections are open. */
  int connections() {
    return connections.size();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket connection = server.accept();
        connections.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        // Closed, or a client that went away at once.
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(connection.getInputStream());
      OutputStream out = connection.getOutputStream();
      Optional<SSLSession> tls =
          connection instanceof SSLSocket secure
              ? Optional.of(secure.getSession())
              : Optional.empty();
      boolean more = true;
      while (more) {
        Request request = read(in, tls);
        requests.add(request);
        more = request.whole() && answer(request, out);
      }
    } catch (IOException e) {
      // The client went away.
    } finally {
      connections.remove(connection);
    }
  }

  private static Request read(InputStream in, Optional<SSLSession> tls) throws IOException {
    String[] line = line(in).split(" ", 3);
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      int colon = field.indexOf(':');
      fields.add(Map.entry(field.substring(0, colon), field.substring(colon + 1).strip()));
    }
    var head = new Request(line[0], URI.create(line[1]), fields, "", "none", true, tls);
    String length = head.first("content-length");
    boolean chunked = head.first("transfer-encoding").equalsIgnoreCase("chunked");
    var body = new ByteArrayOutputStream();
    boolean whole = true;
    try {
      if (chunked) {
        readChunks(in, body);
      } else if (!length.isEmpty()) {
        byte[] bytes = in.readNBytes(Integer.parseInt(length));
        body.writeBytes(bytes);
        whole = bytes.length == Integer.parseInt(length);
      }
    } catch (IOException e) {
      whole = false;
    }
    String framing = chunked ? "chunked" : length.isEmpty() ? "none" : "length=" + length;
    return new Request(
        line[0], head.target(), fields, body.toString(ISO_8859_1), framing, whole, tls);
  }

  private static void readChunks(InputStream in, ByteArrayOutputStream body) throws IOException {
    int size = Integer.parseInt(line(in), 16);
    while (size > 0) {
      byte[] bytes = in.readNBytes(size);
      body.writeBytes(bytes);
      line(in);
      size = Integer.parseInt(line(in), 16);
    }
    while (!line(in).isEmpty()) {
      // Trailers.
    }
  }

  static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException();
      }
      line.write(b);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  /** Answers; false when the connection ends with that. */
  private boolean answer(Request request, OutputStream out) throws IOException {
    switch (request.target().getPath()) {
      case "/wait" -> {
        pause(Integer.parseInt(request.query("ms", "0")));
        send(out, request, "200 OK", "", request.query("say", "").getBytes(UTF_8));
      }
      case "/echo-body" ->
          send(
              out,
              request,
              "200 OK",
              "x-framing: " + request.framing() + "\r\n",
              request.body().getBytes(ISO_8859_1));
      case "/fields" ->
          send(
              out,
              request,
              "200 OK",
              "x-many: a\r\nX-Many: b\r\nset-cookie: one=1\r\nset-cookie: two=2\r\nx-set: origin\r\nx-gone: 1\r\n",
              "fields".getBytes(UTF_8));
      case "/gzip" -> {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
          gzip.write("plain text".getBytes(UTF_8));
        }
        send(out, request, "200 OK", "content-encoding: gzip\r\n", packed.toByteArray());
      }
      case "/trailers" ->
          out.write(
              "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: x-checksum\r\n\r\n4\r\nbody\r\n0\r\nx-checksum: abc\r\n\r\n"
                  .getBytes(ISO_8859_1));
      case "/large" ->
          send(
              out,
              request,
              "200 OK",
              "",
              "x".repeat(Integer.parseInt(request.query("bytes", "0"))).getBytes(UTF_8));
      case "/status" ->
          send(out, request, request.query("code", "500") + " Said", "", "said".getBytes(UTF_8));
      case "/counted" -> counted(request, out);
      case "/edge/websocket", "/websocket" -> {
        upgrade(request, out);
        return false;
      }
      default -> send(out, request, "200 OK", "", described(request).getBytes(UTF_8));
    }
    out.flush();
    return true;
  }

  private void counted(Request request, OutputStream out) throws IOException {
    int count = counts.merge(request.target().toString(), 1, Integer::sum);
    var fields = new StringBuilder();
    fields.append("cache-control: ").append(request.query("cc", "max-age=60")).append("\r\n");
    Map.of("vary", "vary", "etag", "etag", "key", "surrogate-key")
        .forEach(
            (parameter, field) -> {
              String value = request.query(parameter, "");
              if (!value.isEmpty()) {
                fields.append(field).append(": ").append(value).append("\r\n");
              }
            });
    String tag = request.query("etag", "");
    if (!tag.isEmpty() && request.first("if-none-match").equals(tag)) {
      out.write(("HTTP/1.1 304 Not Modified\r\n" + fields + "\r\n").getBytes(ISO_8859_1));
      return;
    }
    boolean fails = count >= Integer.parseInt(request.query("fails", "1000000"));
    String said = "counted " + count + request.first("accept-language") + request.first("x-before");
    send(
        out,
        request,
        fails ? "503 Failing" : "200 OK",
        fails ? "" : fields.toString(),
        said.getBytes(UTF_8));
  }

  /** Takes any upgrade, and says one thing. */
  private static void upgrade(Request request, OutputStream out) throws IOException {
    out.write(
        "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: %s\r\n\r\nwelcome\n"
            .formatted(request.first("upgrade"))
            .getBytes(ISO_8859_1));
    out.flush();
  }

  private static void send(
      OutputStream out, Request request, String status, String fields, byte[] body)
      throws IOException {
    var message = new ByteArrayOutputStream();
    message.writeBytes(
        "HTTP/1.1 %s\r\n%scontent-length: %d\r\n\r\n"
            .formatted(status, fields, body.length)
            .getBytes(ISO_8859_1));
    if (!request.method().equals("HEAD")) {
      message.writeBytes(body);
    }
    out.write(message.toByteArray());
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Method, target, host and the fields that start with {@code x-}, sorted, in one line. */
  private static String described(Request request) {
    String own =
        request.fields().stream()
            .filter(field -> field.getKey().toLowerCase(Locale.ROOT).startsWith("x-"))
            .filter(field -> !field.getKey().toLowerCase(Locale.ROOT).startsWith("x-verge"))
            .collect(
                Collectors.groupingBy(
                    field -> field.getKey().toLowerCase(Locale.ROOT),
                    TreeMap::new,
                    Collectors.mapping(Map.Entry::getValue, Collectors.joining("|"))))
            .entrySet()
            .stream()
            .map(field -> " " + field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining());
    String body = request.body().isEmpty() ? "" : " body=" + request.body();
    return "%s %s host=%s%s framing=%s%s"
        .formatted(
            request.method(),
            request.target(),
            request.first("host"),
            own,
            request.framing(),
            body.length() > 60 ? " body of " + request.body().length() : body);
  }
}
