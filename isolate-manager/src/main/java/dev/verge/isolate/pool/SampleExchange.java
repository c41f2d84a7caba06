package dev.verge.isolate.pool;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.exchange.ResponseHead;
import dev.verge.isolate.exchange.Start;
import dev.verge.isolate.warmup.SampleRequest;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A sample request as if a client on this machine had sent it; the response is dropped. */
final class SampleExchange implements Exchange {
  private static final InetSocketAddress NOWHERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final RequestHead head;
  private final ByteArrayInputStream body;
  private final long made = System.nanoTime();

  /**
   * @param authority what the request is sent to, unless it says so itself
   */
  SampleExchange(SampleRequest sample, String authority) {
    byte[] bytes = sample.body().getBytes(UTF_8);
    this.body = new ByteArrayInputStream(bytes);
    this.head =
        new RequestHead(
            "warm-up",
            sample.method(),
            "http",
            sample.headers().first("host").orElse(authority),
            sample.path(),
            sample.query(),
            "HTTP/1.1",
            sample.headers(),
            Optional.empty(),
            NOWHERE,
            NOWHERE,
            bytes.length);
  }

  @Override
  public RequestHead request() {
    return head;
  }

  @Override
  public long routedNanos() {
    return made;
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
    // It is nobody's cold start.
  }

  @Override
  public void inform(int status, HeaderList headers) {}

  @Override
  public Tunnel upgrade(HeaderList headers) {
    throw new IllegalStateException("No upgrade was asked for");
  }

  @Override
  public void respond(ResponseHead response) {}

  @Override
  public void write(byte[] source, int offset, int length) {}

  @Override
  public void finish(HeaderList trailers) {}
}
