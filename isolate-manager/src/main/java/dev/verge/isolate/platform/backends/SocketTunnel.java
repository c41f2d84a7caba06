package dev.verge.isolate.platform.backends;

import dev.verge.isolate.platform.body.BrokenBodyException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;

/** What is left of a connection of the HTTP client when HTTP has ended on it. */
final class SocketTunnel implements OriginTunnel {
  private final NetSocket socket;
  private final Inflow inflow;

  private SocketTunnel(NetSocket socket, Inflow inflow) {
    this.socket = socket;
    this.inflow = inflow;
  }

  /** On the connection's event loop, when a {@code 101} has just arrived. */
  static SocketTunnel of(
      Vertx vertx, HttpClientResponse head, Inflow.Valve valve, Inflow.Events events) {
    NetSocket socket = head.netSocket();
    return new SocketTunnel(
        socket, Inflow.of(vertx, socket, valve, events, OptionalLong.empty(), Duration.ZERO));
  }

  @Override
  public int read(byte[] target, int offset, int length) throws InterruptedException {
    try {
      return inflow.read(target, offset, length);
    } catch (BrokenBodyException e) {
      return -1; // whether a connection was closed or reset is all the same to what it carried
    }
  }

  @Override
  public void write(byte[] source, int offset, int length) throws InterruptedException {
    try {
      socket
          .write(Buffer.buffer(length).appendBytes(source, offset, length))
          .toCompletionStage()
          .toCompletableFuture()
          .get();
    } catch (ExecutionException e) {
      throw new BrokenBodyException(
          BrokenBodyException.Cause.INCOMPLETE,
          "the backend's connection was closed: " + e.getCause().getMessage());
    }
  }

  @Override
  public void close() {
    inflow.close();
    socket.close();
  }
}
