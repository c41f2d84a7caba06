package dev.verge.isolate.pool;

import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.exchange.ResponseHead;
import dev.verge.isolate.exchange.Start;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What an initialiser sees of a request when a template is tried: an empty GET of the root. */
final class TrialExchange implements Exchange {
  private static final InetSocketAddress NOWHERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final long made = System.nanoTime();

  @Override
  public RequestHead request() {
    return new RequestHead(
        "trial",
        "GET",
        "http",
        "localhost",
        "/",
        "",
        "HTTP/1.1",
        HeaderList.EMPTY,
        Optional.empty(),
        NOWHERE,
        NOWHERE,
        0);
  }

  @Override
  public long routedNanos() {
    return made;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    return -1;
  }

  @Override
  public CompletableFuture<Void> readable() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void started(Start start) {
    // Nobody asks what a trial cost.
  }

  @Override
  public void inform(int status, HeaderList headers) {}

  @Override
  public Tunnel upgrade(HeaderList headers) {
    throw new IllegalStateException("No upgrade was asked for");
  }

  @Override
  public void respond(ResponseHead head) {
    // There is nobody to respond to.
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    // Dropped, like the head.
  }

  @Override
  public void finish(HeaderList trailers) {
    // Nothing was begun.
  }
}
