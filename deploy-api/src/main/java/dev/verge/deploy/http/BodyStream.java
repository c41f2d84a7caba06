package dev.verge.deploy.http;

import io.netty.handler.codec.DecoderException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A request's body as a blocking stream for a virtual thread. The client is held back when nobody
 * reads: no more than {@link #WINDOW} pieces wait here. A client that awaits {@code 100 Continue}
 * gets it at the first read, so a request that is refused unread costs it nothing.
 */
final class BodyStream extends InputStream {
  /** In pieces as they come off the socket. */
  private static final int WINDOW = 8;

  /** How long the rest of a body that nobody wants is read away before the connection is cut. */
  private static final Duration DISCARDING = Duration.ofSeconds(10);

  private sealed interface Piece {
    record Bytes(Buffer buffer) implements Piece {}

    record End() implements Piece {}

    record Broken(Throwable cause) implements Piece {}
  }

  private final HttpServerRequest request;
  private final Context context;
  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();

  /** Written and read on the event loop. */
  private boolean discarding;

  private Piece current = new Piece.Bytes(Buffer.buffer());
  private int position;
  private boolean started;

  /**
   * To be made on the event loop, in the call that brings the request.
   *
   * @param malformed called on the event loop when what comes is not HTTP, just before the
   *     connection is closed for it
   */
  BodyStream(HttpServerRequest request, Context context, Runnable malformed) {
    this.request = request;
    this.context = context;
    request.pause();
    request.handler(this::receive);
    request.endHandler(end -> pieces.add(new Piece.End()));
    request.exceptionHandler(
        cause -> {
          if (isMalformed(cause)) {
            malformed.run();
          }
          pieces.add(new Piece.Broken(cause));
        });
  }

  /**
   * Whether this is what Netty's decoder says of a chunk or a trailer, rather than a lost client.
   */
  private static boolean isMalformed(Throwable cause) {
    return cause instanceof DecoderException || cause instanceof IllegalArgumentException;
  }

  /** The client went away, or sent something that is not HTTP, before the body's end. */
  static final class BrokenException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenException(Throwable cause) {
      super("The request's body broke off.", cause);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    while (true) {
      switch (current) {
        case Piece.End _ -> {
          return -1;
        }
        case Piece.Broken(Throwable cause) -> throw new BrokenException(cause);
        case Piece.Bytes(Buffer buffer) -> {
          int count = Math.min(length, buffer.length() - position);
          if (count > 0) {
            buffer.getBytes(position, position + count, target, offset);
            position += count;
            return count;
          }
          next();
        }
      }
    }
  }

  private void next() throws IOException {
    if (started) {
      fetch(1);
    } else {
      started = true;
      proceed();
      fetch(WINDOW);
    }
    try {
      current = pieces.take();
      position = 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("The control plane is stopping.").initCause(e);
    }
  }

  private void proceed() {
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      context.runOnContext(now -> request.response().writeContinue());
    }
  }

  private void fetch(int count) {
    context.runOnContext(now -> request.fetch(count));
  }

  private void receive(Buffer buffer) {
    if (!discarding) {
      pieces.add(new Piece.Bytes(buffer));
    }
  }

  /**
   * Reads away what is left, for a while: cutting the connection under a client that is still
   * sending would destroy the response on its way (RFC 9112, section 9.6). On the event loop.
   */
  void discard() {
    if (request.isEnded()) {
      return;
    }
    discarding = true;
    request.resume();
    if (!request.isEnded()) {
      context.owner().setTimer(DISCARDING.toMillis(), timer -> cut());
    }
  }

  private void cut() {
    if (!request.isEnded()) {
      var _ = request.connection().close();
    }
  }
}
