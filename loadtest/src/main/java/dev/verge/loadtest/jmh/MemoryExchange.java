package dev.verge.loadtest.jmh;

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

/** A GET whose response goes nowhere. */
final class MemoryExchange implements Exchange {
  private static final RequestHead REQUEST =
      new RequestHead(
          "bench",
          "GET",
          "http",
          "guest.bench.localhost:8787",
          "/",
          "",
          "HTTP/1.1",
          HeaderList.of(List.of(new HeaderList.Field("Host", "guest.bench.localhost:8787"))),
          Optional.empty(),
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 40000),
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 8787),
          0);

  private final long routed = System.nanoTime();
  private Optional<Start> start = Optional.empty();
  private long written;

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
  public void started(Start taken) {
    start = Optional.of(taken);
  }

  @Override
  public void inform(int status, HeaderList headers) {}

  @Override
  public Tunnel upgrade(HeaderList headers) {
    throw new IllegalStateException("No upgrade was asked for");
  }

  @Override
  public void respond(ResponseHead head) {}

  @Override
  public void write(byte[] source, int offset, int length) {
    written += length;
  }

  @Override
  public void finish(HeaderList trailers) {}

  Optional<Start> start() {
    return start;
  }

  /** The response's body, in bytes. */
  long written() {
    return written;
  }
}
