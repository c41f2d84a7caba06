package dev.verge.isolate.platform.backends;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.http.HttpVersion;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One request on one connection. A thread of its own sends it and waits for the response's head;
 * the response's body outlives that thread.
 */
final class Attempt implements Inflow.Events {
  private static final int PIECE_BYTES = 16 * 1024;

  /** What HTTP/2 calls CANCEL (RFC 9113, section 7); on HTTP/1.1 the connection is closed. */
  private static final long CANCEL = 8;

  private static final Pattern KEEP_ALIVE = Pattern.compile("timeout\\s*=\\s*([0-9]{1,6})");

  private final Vertx vertx;
  private final Backend backend;
  private final Connections connections;
  private final Connection connection;
  private final RequestLines lines;
  private final OriginRequest origin;
  private final Optional<String> upgrade;
  private final Thread sender = Thread.currentThread();
  private final CompletableFuture<OriginReply> reply = new CompletableFuture<>();
  private Optional<HttpClientRequest> stream = Optional.empty();
  private Optional<HttpClientResponse> response = Optional.empty();
  private boolean sending = true;
  private boolean receiving = true;
  private boolean usable = true;

  /**
   * To be run by the current thread.
   *
   * @param upgrade the protocol to ask for, in place of a body
   */
  Attempt(
      Vertx vertx,
      Backend backend,
      Connections connections,
      Connection connection,
      RequestLines lines,
      OriginRequest origin,
      Optional<String> upgrade) {
    this.vertx = vertx;
    this.backend = backend;
    this.connections = connections;
    this.connection = connection;
    this.lines = lines;
    this.origin = origin;
    this.upgrade = upgrade;
  }

  /**
   * Fails with the HTTP client's own exceptions, or with {@link SendException}. May be there before
   * {@link #run} has sent all of the body.
   */
  CompletableFuture<OriginReply> reply() {
    return reply;
  }

  /** Sends the request, and waits until the response's head is there or will not come. */
  void run() throws InterruptedException {
    try {
      HttpClientRequest request = await(open());
      if (upgrade.isPresent()) {
        sent();
        request.connect(); // its response is watched already
      } else if (lines.empty()) {
        sent();
        await(request.end());
      } else {
        sendBody(request);
      }
      await(reply);
    } catch (TimeoutException e) {
      fail(
          SendException.of(
              SendError.Kind.HTTP_RESPONSE_TIMEOUT,
              "backend %s sent no response within %d ms",
              backend.name(),
              backend.timeouts().firstByte().toMillis()));
    } catch (ExecutionException e) {
      fail(e.getCause());
    } catch (InterruptedException e) {
      if (!reply.isDone()) {
        cancel();
        throw e;
      }
      abandoned(); // the response has ended before the request
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** Gives the request up. On any thread. */
  void cancel() {
    fail(givenUp());
  }

  private SendException givenUp() {
    return SendException.of(
        SendError.Kind.CONNECTION_TERMINATED,
        "the request to backend %s was given up",
        backend.name());
  }

  private Future<HttpClientRequest> open() {
    Promise<HttpClientRequest> promise = Promise.promise();
    connection
        .context()
        .runOnContext(
            ignored -> {
              try {
                RequestOptions options =
                    new RequestOptions()
                        .setMethod(HttpMethod.valueOf(lines.method()))
                        .setURI(lines.target());
                connection.http().request(options).map(this::begin).onComplete(promise);
              } catch (RuntimeException e) {
                promise.tryFail(e);
              }
            });
    return promise.future();
  }

  /** On the event loop, as everything of the response. */
  private HttpClientRequest begin(HttpClientRequest request) {
    boolean given;
    synchronized (this) {
      stream = Optional.of(request);
      given = !sending && !receiving;
    }
    if (given) {
      request.reset(CANCEL);
      throw givenUp();
    }
    request.exceptionHandler(this::fail);
    request.response().onComplete(this::headArrived);
    MultiMap headers = request.headers();
    if (connection.multiplexes()) {
      HostAndPort authority = HostAndPort.parseAuthority(lines.host(), -1);
      if (authority == null) {
        throw SendException.of(
            SendError.Kind.HTTP_REQUEST_URI_INVALID, "%s is no host", lines.host());
      }
      request.authority(authority);
    } else {
      headers.add("host", lines.host());
    }
    lines.headers().forEach(field -> headers.add(field.name(), field.value()));
    upgrade.ifPresent(
        protocol -> {
          headers.add("connection", "upgrade");
          headers.add("upgrade", protocol);
        });
    lines.contentLength().ifPresent(length -> headers.add("content-length", Long.toString(length)));
    request.setChunked(lines.chunked());
    return request;
  }

  private void sendBody(HttpClientRequest request)
      throws InterruptedException, ExecutionException, TimeoutException {
    Source body = origin.body();
    long left = lines.contentLength().orElse(Long.MAX_VALUE);
    byte[] piece = new byte[PIECE_BYTES];
    if (lines.chunked()) {
      await(request.writeHead()); // the first piece may be long in coming
    }
    while (true) {
      int count = readBody(body, piece);
      if (count < 0) {
        break;
      }
      left -= count;
      if (left < 0) {
        throw wrongLength("longer");
      }
      Buffer bytes = Buffer.buffer(count).appendBytes(piece, 0, count);
      if (left == 0) {
        // Sent together with the end, as most bodies are; what may be behind it is looked at first.
        if (readBody(body, piece) >= 0) {
          throw wrongLength("longer");
        }
        sent();
        await(request.end(bytes));
        return;
      }
      await(request.write(bytes));
    }
    if (left > 0 && !lines.chunked()) {
      throw wrongLength("shorter");
    }
    HeaderList trailers = body.trailers();
    if (lines.chunked() && trailers.size() > 0 && !connection.multiplexes()) {
      Wire.of(connection.http()).trailers(trailers);
    }
    sent();
    await(request.end());
  }

  private int readBody(Source body, byte[] piece) throws InterruptedException {
    try {
      return body.read(piece, 0, piece.length);
    } catch (BrokenBodyException e) {
      throw SendException.of(
          SendError.Kind.CONNECTION_TERMINATED,
          "the body of the request to backend %s broke off: %s",
          backend.name(),
          e.getMessage());
    }
  }

  /** Whatever is behind a declared length would be taken as another request. */
  private SendException wrongLength(String how) {
    return SendException.of(
        SendError.Kind.HTTP_PROTOCOL_ERROR,
        "the body of the request to backend %s is %s than its content-length",
        backend.name(),
        how);
  }

  private void headArrived(AsyncResult<HttpClientResponse> result) {
    if (result.failed()) {
      fail(result.cause());
      return;
    }
    HttpClientResponse head = result.result();
    head.pause();
    head.exceptionHandler(ignored -> {}); // until somebody wants its body
    synchronized (this) {
      response = Optional.of(head);
      usable = upgrade.isEmpty() && staysOpen(head);
    }
    OriginReply answer;
    if (head.statusCode() == 101) {
      if (upgrade.isEmpty()) {
        fail(
            SendException.of(
                SendError.Kind.HTTP_PROTOCOL_ERROR,
                "backend %s changed the protocol without being asked to",
                backend.name()));
        return;
      }
      answer =
          new OriginReply.Upgraded(
              headersOf(head), SocketTunnel.of(vertx, head, valve(head), this));
    } else if (head.statusCode() < 200) {
      fail(
          SendException.of(
              SendError.Kind.HTTP_RESPONSE_STATUS_INVALID,
              "backend %s sent status %d as its last",
              backend.name(),
              head.statusCode()));
      return;
    } else {
      answer = new OriginReply.Response(responseOf(head));
    }
    if (!reply.complete(answer)) {
      abandoned();
    }
  }

  private OriginResponse responseOf(HttpClientResponse head) {
    HeaderList headers = headersOf(head);
    boolean empty =
        lines.method().equals("HEAD") || head.statusCode() == 204 || head.statusCode() == 304;
    OptionalLong length = empty ? OptionalLong.of(0) : lengthOf(headers);
    Source body =
        Inflow.of(vertx, head, valve(head), this, length, backend.timeouts().betweenBytes());
    String coding = headers.first("content-encoding").orElse("").toLowerCase(Locale.ROOT);
    boolean unpacks =
        origin.decompress() && !empty && (coding.equals("gzip") || coding.equals("x-gzip"));
    return new OriginResponse(
        head.statusCode(),
        version(),
        unpacks ? without(headers, "content-encoding", "content-length") : headers,
        unpacks ? new Gunzip(body) : body,
        Optional.of(connection.peer()),
        false);
  }

  private Inflow.Valve valve(HttpClientResponse head) {
    return connection.multiplexes()
        ? new StreamValve(connection.context(), head)
        : Wire.of(connection.http()).valve();
  }

  private static OptionalLong lengthOf(HeaderList headers) {
    return headers
        .first("content-length")
        .filter(value -> value.matches("[0-9]{1,18}"))
        .map(value -> OptionalLong.of(Long.parseLong(value)))
        .orElse(OptionalLong.empty());
  }

  private HttpVersion version() {
    return connection.multiplexes()
        ? HttpVersion.HTTP_2
        : Wire.of(connection.http()).responseVersion();
  }

  private static HeaderList headersOf(HttpClientResponse head) {
    return HopByHop.without(listOf(head.headers()));
  }

  private static HeaderList listOf(MultiMap fields) {
    List<HeaderList.Field> list = new ArrayList<>(fields.size());
    for (Map.Entry<String, String> field : fields) {
      list.add(new HeaderList.Field(field.getKey(), field.getValue()));
    }
    return HeaderList.of(list);
  }

  private static HeaderList without(HeaderList headers, String... names) {
    List<HeaderList.Field> kept = new ArrayList<>();
    for (HeaderList.Field field : headers) {
      if (!List.of(names).contains(field.name().toLowerCase(Locale.ROOT))) {
        kept.add(field);
      }
    }
    return HeaderList.of(kept);
  }

  private boolean staysOpen(HttpClientResponse head) {
    if (connection.multiplexes()) {
      return true;
    }
    String options = String.join(",", head.headers().getAll("connection"));
    Matcher keepAlive = KEEP_ALIVE.matcher(String.join(",", head.headers().getAll("keep-alive")));
    if (keepAlive.find()) {
      connections.keepsAlive(connection, Duration.ofSeconds(Long.parseLong(keepAlive.group(1))));
    }
    return version() == HttpVersion.HTTP_11 && !options.toLowerCase(Locale.ROOT).contains("close");
  }

  /** The last of the request is sent next; said before, since the response may be very quick. */
  private void sent() {
    synchronized (this) {
      if (receiving) {
        sending = false;
        return;
      }
    }
    abandoned();
  }

  /** A response that is whole before its request is makes the rest of the request pointless. */
  @Override
  public HeaderList ended() {
    boolean over;
    boolean early;
    HeaderList trailers;
    synchronized (this) {
      over = receiving && !sending;
      early = receiving && sending;
      receiving = false;
      trailers = response.map(head -> listOf(head.trailers())).orElse(HeaderList.EMPTY);
    }
    if (early) {
      sender.interrupt();
    }
    if (over) {
      connections.release(connection, usable);
    }
    return trailers;
  }

  @Override
  public BrokenBodyException broken(Throwable cause) {
    abandoned();
    return Failures.inBody(backend, cause);
  }

  /** Ends what goes on on the connection. */
  @Override
  public void abandoned() {
    Optional<HttpClientRequest> request;
    boolean wasSending;
    synchronized (this) {
      if (!sending && !receiving) {
        return;
      }
      wasSending = sending;
      sending = false;
      receiving = false;
      usable = false;
      request = stream;
    }
    request.ifPresent(one -> one.reset(CANCEL));
    connections.release(connection, false);
    if (wasSending && Thread.currentThread() != sender) {
      sender.interrupt();
    }
  }

  private void fail(Throwable cause) {
    reply.completeExceptionally(cause);
    abandoned();
  }

  private <T> T await(Future<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return await(future.toCompletionStage().toCompletableFuture());
  }

  private <T> T await(CompletableFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    Duration limit = backend.timeouts().firstByte();
    return limit.isZero() ? future.get() : future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
  }
}
