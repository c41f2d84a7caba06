package dev.verge.loadtest.density;

import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.exchange.ResponseHead;
import dev.verge.isolate.exchange.Start;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A GET whose guest waits, before its response goes nowhere, until all others have come as far. */
final class Together implements Exchange {
  private static final String HOST = "guest.bench.localhost:8787";
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 8787);
  private static final RequestHead REQUEST =
      new RequestHead(
          "bench",
          "GET",
          "http",
          HOST,
          "/",
          "",
          "HTTP/1.1",
          HeaderList.of(List.of(new HeaderList.Field("Host", HOST))),
          Optional.empty(),
          ADDRESS,
          ADDRESS,
          0);

  private final CountDownLatch others;
  private final long routed = System.nanoTime();
  private volatile Optional<Start.Kind> kind = Optional.empty();

  Together(CountDownLatch others) {
    this.others = others;
  }

  /** How its isolate was found. */
  Optional<Start.Kind> kind() {
    return kind;
  }

  @Override
  public RequestHead request() {
    return REQUEST;
  }

  @Override
  public long routedNanos() {
    return routed;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    return length == 0 ? 0 : -1;
  }

  @Override
  public CompletableFuture<Void> readable() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void started(Start start) {
    kind = Optional.of(start.kind());
  }

  @Override
  public void inform(int status, HeaderList headers) {}

  @Override
  public Tunnel upgrade(HeaderList headers) {
    throw new IllegalStateException("No upgrade was asked for");
  }

  @Override
  public void respond(ResponseHead head) throws InterruptedException {
    others.countDown();
    others.await();
  }

  @Override
  public void write(byte[] source, int offset, int length) {}

  @Override
  public void finish(HeaderList trailers) {}
}
