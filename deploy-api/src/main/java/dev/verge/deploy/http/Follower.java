package dev.verge.deploy.http;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;

/**
 * Sends to one reader what a feed brings. Whoever makes the news never waits for it: what a slow
 * reader cannot take is left out, and it is told how much that was. A sign of life now and then
 * shows both ends that the other is still there.
 */
final class Follower<T> {
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final Feed<T> feed;
  private final Wording<T> wording;
  private final StreamFormat format;
  private volatile boolean stopped;

  Follower(Feed<T> feed, Wording<T> wording, StreamFormat format) {
    this.feed = feed;
    this.wording = wording;
    this.format = format;
  }

  /** Returns after {@link #stop}, which the reader's leave is as well. */
  void run(Outflow outflow) throws IOException {
    var _ = outflow.gone().thenRun(this::stop);
    // Who has seen the head misses nothing from then on.
    outflow.begin();
    for (List<Event<T>> events = next(); !stopped; events = next()) {
      outflow.write(body(events));
    }
    outflow.end();
  }

  /** From any thread. */
  void stop() {
    stopped = true;
    feed.stop();
  }

  private List<Event<T>> next() throws IOException {
    try {
      return feed.next(HEARTBEAT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("The control plane is stopping.").initCause(e);
    }
  }

  private Buffer body(List<Event<T>> events) {
    Buffer body = Buffer.buffer();
    for (Event<T> event : events) {
      switch (event) {
        case Event.Item<T>(T item) -> format.add(wording.of(item), body);
        case Event.Missed<T>(long items) -> format.add(wording.missed(items), body);
        case Event.Silence<T>() -> format.addSilence(body);
      }
    }
    return body;
  }
}
