package dev.verge.isolate.exchange;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A request that no client sent: the host makes it, to try a guest or to measure one. Its response
 * is dropped; whoever wants something of it overrides the method that tells. Used on the guest's
 * thread, once.
 */
public class HostRequest implements Exchange {
  /** Where it comes from and goes to: this machine, and no port of it. */
  public static final InetSocketAddress NOWHERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final RequestHead head;
  private final ByteArrayInputStream body;
  private final long made = System.nanoTime();

  /**
   * @param body all of it
   */
  public HostRequest(RequestHead head, byte[] body) {
    this.head = head;
    this.body = new ByteArrayInputStream(body);
  }

  /** An empty GET of the root. */
  public HostRequest(String id, String authority) {
    this(
        new RequestHead(
            id,
            "GET",
            "http",
            authority,
            "/",
            "",
            "HTTP/1.1",
            HeaderList.of(List.of(new HeaderList.Field("host", authority))),
            Optional.empty(),
            NOWHERE,
            NOWHERE,
            0),
        new byte[0]);
  }

  @Override
  public final RequestHead request() {
    return head;
  }

  @Override
  public final long routedNanos() {
    return made;
  }

  @Override
  public final int read(byte[] target, int offset, int length) {
    return length == 0 ? 0 : body.read(target, offset, length);
  }

  @Override
  public final CompletableFuture<Void> readable() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void started(Start start) {}

  @Override
  public void inform(int status, HeaderList headers) {}

  @Override
  public final Tunnel upgrade(HeaderList headers) {
    throw new IllegalStateException("No upgrade was asked for");
  }

  @Override
  public void respond(ResponseHead response) throws InterruptedException {}

  @Override
  public void write(byte[] source, int offset, int length) {}

  @Override
  public void finish(HeaderList trailers) {}
}
