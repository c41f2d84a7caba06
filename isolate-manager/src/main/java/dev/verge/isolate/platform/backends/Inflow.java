package dev.verge.isolate.platform.backends;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.Source;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Bytes that a backend sends: events of the HTTP client on one side, a reading thread on the other.
 * Only so many pieces wait in between; while they do, the backend is not read from.
 */
final class Inflow implements Source {
  private static final int MOST_WAITING = 16;

  private final Vertx vertx;
  private final Valve valve;
  private final Events events;
  private final Duration patience;
  private final Deque<Buffer> waiting = new ArrayDeque<>();
  private int position;
  private long left;
  private boolean over;
  private boolean shut;
  private long timer = -1;
  private long lastNanos = System.nanoTime();
  private Optional<BrokenBodyException> failure = Optional.empty();
  private HeaderList trailers = HeaderList.EMPTY;
  private CompletableFuture<Void> arrival = new CompletableFuture<>();

  /** What whoever has the connection wants to know, and knows. */
  interface Events {
    /**
     * All has arrived.
     *
     * @return what came behind it
     */
    HeaderList ended();

    /** The rest will not arrive. */
    BrokenBodyException broken(Throwable cause);

    /** The reader does not want the rest, or has waited too long for it. */
    void abandoned();
  }

  /** Whether the backend is read from. Used with a lock held: does not wait. */
  interface Valve {
    void shut();

    void open();
  }

  private Inflow(Vertx vertx, Valve valve, Events events, OptionalLong length, Duration patience) {
    this.vertx = vertx;
    this.valve = valve;
    this.events = events;
    this.left = length.orElse(-1);
    this.patience = patience;
  }

  /**
   * Starts to take what arrives. On the connection's event loop, before anything can have arrived.
   *
   * @param valve of that stream; open
   * @param length as announced
   * @param patience for each next piece; zero for no limit
   */
  static Inflow of(
      Vertx vertx,
      ReadStream<Buffer> stream,
      Valve valve,
      Events events,
      OptionalLong length,
      Duration patience) {
    Inflow inflow = new Inflow(vertx, valve, events, length, patience);
    stream.pause();
    stream.handler(inflow::arrived);
    stream.endHandler(ignored -> inflow.end(events.ended()));
    stream.exceptionHandler(cause -> inflow.fail(events.broken(cause)));
    inflow.watch(patience);
    stream.resume();
    return inflow;
  }

  private void arrived(Buffer piece) {
    synchronized (this) {
      if (over || piece.length() == 0) {
        return;
      }
      waiting.addLast(piece);
      lastNanos = System.nanoTime();
      if (waiting.size() >= MOST_WAITING && !shut) {
        shut = true;
        valve.shut();
      }
    }
    signal();
  }

  private void end(HeaderList last) {
    synchronized (this) {
      if (over) {
        return;
      }
      trailers = last;
      finish();
    }
    signal();
  }

  private void fail(BrokenBodyException why) {
    synchronized (this) {
      if (over) {
        return;
      }
      failure = Optional.of(why);
      finish();
    }
    signal();
  }

  /** The connection may carry something else now, which must not wait for this one's reader. */
  private void finish() {
    over = true;
    vertx.cancelTimer(timer);
    open();
  }

  /** The backend's time for its next piece begins here: it could not send before. */
  private void open() {
    if (shut) {
      shut = false;
      lastNanos = System.nanoTime();
      valve.open();
    }
  }

  private void watch(Duration next) {
    if (!patience.isZero()) {
      timer = vertx.setTimer(Math.max(1, next.toMillis()), ignored -> check());
    }
  }

  /** While the backend is not read from, it is the reader who is slow. */
  private void check() {
    synchronized (this) {
      if (over) {
        return;
      }
      if (shut) {
        lastNanos = System.nanoTime();
      }
      Duration rest = patience.minusNanos(System.nanoTime() - lastNanos);
      if (rest.isPositive()) {
        watch(rest);
        return;
      }
    }
    fail(
        new BrokenBodyException(
            BrokenBodyException.Cause.TIMEOUT,
            "the backend sent nothing more for %d ms".formatted(patience.toMillis())));
    events.abandoned();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws InterruptedException {
    synchronized (this) {
      while (waiting.isEmpty() && !over) {
        wait();
      }
      if (waiting.isEmpty()) {
        if (failure.isPresent()) {
          throw failure.get();
        }
        return -1;
      }
      Buffer piece = waiting.getFirst();
      int count = Math.min(length, piece.length() - position);
      piece.getBytes(position, position + count, target, offset);
      position += count;
      left = Math.max(-1, left - count);
      if (position == piece.length()) {
        waiting.removeFirst();
        position = 0;
        if (waiting.size() < MOST_WAITING) {
          open();
        }
      }
      return count;
    }
  }

  @Override
  public CompletableFuture<Void> readable() {
    synchronized (this) {
      return waiting.isEmpty() && !over ? arrival.copy() : CompletableFuture.completedFuture(null);
    }
  }

  /** As announced, not as it turns out: whoever asks must not be told by chance. */
  @Override
  public OptionalLong length() {
    synchronized (this) {
      return left < 0 ? OptionalLong.empty() : OptionalLong.of(left);
    }
  }

  @Override
  public HeaderList trailers() {
    synchronized (this) {
      return trailers;
    }
  }

  @Override
  public void close() {
    boolean early;
    synchronized (this) {
      early = !over;
      waiting.clear();
      position = 0;
    }
    if (early) {
      fail(
          new BrokenBodyException(
              BrokenBodyException.Cause.INCOMPLETE, "the body was closed before its end"));
      events.abandoned();
    }
  }

  private void signal() {
    CompletableFuture<Void> before;
    synchronized (this) {
      before = arrival;
      arrival = new CompletableFuture<>();
      notifyAll();
    }
    before.complete(null);
  }
}
