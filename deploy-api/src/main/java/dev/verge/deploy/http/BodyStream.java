package dev.verge.deploy.http;

import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
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
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A request's body as a blocking stream for a virtual thread. The client is held back when nobody
 * reads: no more than {@link #WINDOW} pieces wait here. A client that awaits {@code 100 Continue}
 * gets it at the first read, so a request that is refused unread costs it nothing.
 *
 * <p>Who reads may hold what others wait for, and a body can take long: so a client must keep to a
 * {@link Pace}, and its token must hold until the body's end.
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
  private final Pace pace;
  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();

  /** Written and read on the event loop. */
  private boolean discarding;

  /** Written on the event loop, before anybody reads. */
  private BooleanSupplier admitted = () -> true;

  private Piece current = new Piece.Bytes(Buffer.buffer());
  private int position;
  private boolean started;

  /** In bytes. */
  private long received;

  /** For the client; what the reader does with the pieces takes its own time. */
  private long waitedNanos;

  /**
   * To be made on the event loop, in the call that brings the request.
   *
   * @param pace to which the client must keep
   * @param malformed called on the event loop when what comes is not HTTP, just before the
   *     connection is closed for it
   */
  BodyStream(HttpServerRequest request, Context context, Pace pace, Runnable malformed) {
    this.request = request;
    this.context = context;
    this.pace = pace;
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

  /**
   * Says whose body it is. To be called on the event loop.
   *
   * @param still whether the client's token still holds
   */
  void admit(BooleanSupplier still) {
    admitted = still;
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
      current = take();
      position = 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("The control plane is stopping.").initCause(e);
    }
  }

  private Piece take() throws InterruptedException {
    long left = pace.allowed(received).toNanos() - waitedNanos;
    long before = System.nanoTime();
    Piece piece = pieces.poll(Math.min(left, pace.patience().toNanos()), TimeUnit.NANOSECONDS);
    waitedNanos += System.nanoTime() - before;
    if (piece == null) {
      throw new ProblemException(
          ProblemType.REQUEST_TIMEOUT,
          "The request's body did not come fast enough. It may pause for %d seconds, and has %d bytes a second at the least."
              .formatted(pace.patience().toSeconds(), pace.bytesPerSecond()));
    }
    if (!admitted.getAsBoolean()) {
      throw new ProblemException(
          ProblemType.UNAUTHORIZED,
          "The access token was revoked, or its tenant deleted, while the request's body came.");
    }
    if (piece instanceof Piece.Bytes(Buffer buffer)) {
      received += buffer.length();
    }
    return piece;
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
