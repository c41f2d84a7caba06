package dev.verge.deploy.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;

/**
 * Closes a connection on which nobody asks for anything, or whose client does not take what it
 * asked for. While a call is worked on, however long that takes, nothing moves on its connection
 * either, and it stays. For the connection's event loop.
 */
final class ConnectionClock {
  private final Vertx vertx;
  private final HttpConnection connection;
  private final Pace pace;

  /** Requests without a response, and responses that are on their way. */
  private int busy;

  private long idle;
  private boolean closed;

  ConnectionClock(Vertx vertx, HttpConnection connection, Pace pace) {
    this.vertx = vertx;
    this.connection = connection;
    this.pace = pace;
    rest();
  }

  /** What the connection's client must keep to. */
  Pace pace() {
    return pace;
  }

  /** A request is there. */
  void begin() {
    if (busy++ == 0) {
      vertx.cancelTimer(idle);
    }
  }

  /** A request has its response. */
  void end() {
    if (--busy == 0) {
      rest();
    }
  }

  /**
   * Watches over something that is being sent.
   *
   * @param written fails when the connection is closed
   * @param bytes how much it is
   * @return the first argument
   */
  <T> Future<T> sending(Future<T> written, long bytes) {
    if (written.isComplete()) {
      return written;
    }
    begin();
    long timer = close(pace.allowed(bytes));
    return written.onComplete(
        result -> {
          vertx.cancelTimer(timer);
          end();
        });
  }

  /** The connection is no more. */
  void closed() {
    closed = true;
    vertx.cancelTimer(idle);
  }

  private void rest() {
    if (!closed) {
      // What comes back each minute keeps its connection.
      idle = close(pace.patience().multipliedBy(2));
    }
  }

  private long close(Duration after) {
    return vertx.setTimer(
        after.toMillis(),
        timer -> {
          var _ = connection.close();
        });
  }
}
