package dev.verge.isolate.testing;

import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.exchange.ResponseHead;
import dev.verge.isolate.exchange.Start;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An exchange in memory that keeps what the guest did with it. */
public final class RecordingExchange implements Exchange {
  private final RequestHead request;
  private final ByteArrayInputStream body;
  private final ByteArrayOutputStream response = new ByteArrayOutputStream();
  private final long routed = System.nanoTime();
  private Optional<ResponseHead> head = Optional.empty();
  private Optional<Start> start = Optional.empty();
  private boolean finished;

  private RecordingExchange(RequestHead request, byte[] body) {
    this.request = request;
    this.body = new ByteArrayInputStream(body);
  }

  /** A GET of a path, with a query perhaps. */
  public static RecordingExchange get(String target, HeaderList.Field... headers) {
    return new RecordingExchange(head("GET", target, List.of(headers), 0), new byte[0]);
  }

  /** A POST of text. */
  public static RecordingExchange post(String target, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    List<HeaderList.Field> headers = List.of(new HeaderList.Field("Content-Type", "text/plain"));
    return new RecordingExchange(head("POST", target, headers, bytes.length), bytes);
  }

  private static RequestHead head(
      String method, String target, List<HeaderList.Field> headers, long length) {
    int query = target.indexOf('?');
    return new RequestHead(
        "r1",
        method,
        "http",
        "hello.demo.localhost:8787",
        query < 0 ? target : target.substring(0, query),
        query < 0 ? "" : target.substring(query + 1),
        "HTTP/1.1",
        HeaderList.of(headers),
        Optional.empty(),
        new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 40000),
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 8787),
        length);
  }

  @Override
  public RequestHead request() {
    return request;
  }

  @Override
  public long routedNanos() {
    return routed;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    return length == 0 ? 0 : body.read(target, offset, length);
  }

  @Override
  public CompletableFuture<Void> readable() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void started(Start start) {
    this.start = Optional.of(start);
  }

  @Override
  public void inform(int status, HeaderList headers) {}

  @Override
  public Tunnel upgrade(HeaderList headers) {
    throw new IllegalStateException("No upgrade was asked for");
  }

  @Override
  public void respond(ResponseHead head) {
    this.head = Optional.of(head);
  }

  @Override
  public synchronized void write(byte[] source, int offset, int length) {
    response.write(source, offset, length);
  }

  @Override
  public void finish(HeaderList trailers) {
    finished = true;
  }

  /** The response's status. */
  public int status() {
    return head.orElseThrow().status();
  }

  /** The response's headers. */
  public HeaderList headers() {
    return head.orElseThrow().headers();
  }

  /** The response's body so far. */
  public synchronized String body() {
    return response.toString(StandardCharsets.UTF_8);
  }

  /** What the start cost, when there was one. */
  public Optional<Start> start() {
    return start;
  }

  /** Whether the guest finished the response. */
  public boolean finished() {
    return finished;
  }
}
