package dev.verge.deploy.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;

/** The body of a response that is written bit by bit, from a virtual thread. */
final class Outflow {
  private final HttpServerResponse response;
  private final Context context;
  private final String mediaType;
  private final boolean head;
  private final BooleanSupplier admitted;
  private final ConnectionClock clock;
  private final CompletableFuture<Void> gone = new CompletableFuture<>();

  /**
   * A body of a response.
   *
   * @param head whether the client wants none
   * @param admitted whether the client may still have it; the connection is cut when not
   * @param clock of the connection, which is cut when the client does not take it
   */
  Outflow(
      HttpServerResponse response,
      Context context,
      String mediaType,
      boolean head,
      BooleanSupplier admitted,
      ConnectionClock clock) {
    this.response = response;
    this.context = context;
    this.mediaType = mediaType;
    this.head = head;
    this.admitted = admitted;
    this.clock = clock;
  }

  /** The client went away before the response's end. */
  static final class GoneException extends IOException {
    private static final long serialVersionUID = 1L;

    GoneException(Throwable cause) {
      super("The client has gone.", cause);
    }
  }

  /** Sends the response's head at once, so that a client sees that it is being served. */
  void begin() {
    context.runOnContext(
        now -> {
          if (response.closed()) {
            gone.complete(null);
            return;
          }
          response.closeHandler(closed -> gone.complete(null));
          response.exceptionHandler(cause -> gone.complete(null));
          response.putHeader(HttpHeaders.CONTENT_TYPE, mediaType).setChunked(true);
          if (head) {
            end();
          } else {
            var _ = response.writeHead();
          }
        });
  }

  /** Completes when the client has gone, or wants no body. */
  CompletableFuture<Void> gone() {
    return gone;
  }

  /**
   * Writes, and waits until the connection has taken it.
   *
   * @throws GoneException when the client has gone
   */
  void write(Buffer bytes) throws IOException {
    CompletableFuture<Void> written = new CompletableFuture<>();
    context.runOnContext(
        now -> {
          if (response.closed() || response.ended()) {
            written.completeExceptionally(new ClosedChannelException());
          } else if (!admitted.getAsBoolean()) {
            var _ = response.reset();
            written.completeExceptionally(new ClosedChannelException());
          } else {
            clock
                .sending(response.write(bytes), bytes.length())
                .onSuccess(written::complete)
                .onFailure(written::completeExceptionally);
          }
        });
    try {
      // Fails when the connection is closed, so this ends in any case.
      written.get();
    } catch (ExecutionException e) {
      throw new GoneException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("The control plane is stopping.").initCause(e);
    }
  }

  /** Ends the response. */
  void end() {
    context.runOnContext(
        now -> {
          if (!response.closed() && !response.ended()) {
            Future<Void> ended = clock.sending(response.end(), 0);
            ended.onComplete(result -> gone.complete(null));
          }
        });
  }
}
