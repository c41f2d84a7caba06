package dev.verge.gateway.local;

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

/** What a program sees of a request when nobody sent one: an empty GET, whose answer is dropped. */
final class RunExchange implements Exchange {
  private static final InetSocketAddress NOWHERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final String HOST = "example.com";

  private final long made = System.nanoTime();

  @Override
  public RequestHead request() {
    return new RequestHead(
        "run",
        "GET",
        "http",
        HOST,
        "/",
        "",
        "HTTP/1.1",
        HeaderList.of(List.of(new HeaderList.Field("host", HOST))),
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
    return length == 0 ? 0 : -1;
  }

  @Override
  public CompletableFuture<Void> readable() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void started(Start start) {
    // Nobody asks what it took.
  }

  @Override
  public void inform(int status, HeaderList headers) {
    // Dropped, as all of the answer.
  }

  @Override
  public Tunnel upgrade(HeaderList headers) {
    throw new IllegalStateException("No upgrade was asked for");
  }

  @Override
  public void respond(ResponseHead head) {
    // Nobody asked.
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    // As above.
  }

  @Override
  public void finish(HeaderList trailers) {
    // As above.
  }
}
