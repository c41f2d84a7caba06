package dev.verge.deploy.http;

import java.time.Duration;
import java.util.List;

/** What one follower follows, from when it was opened. Used by one thread. */
interface Feed<T> extends AutoCloseable {
  /** Events that are told in one go. */
  int MOST = 256;

  /**
   * What comes next, in order; at least one event and not many more than {@link #MOST}.
   *
   * @param longest how long to wait for something new, before that is silence
   */
  List<Event<T>> next(Duration longest) throws InterruptedException;

  /** From any thread: lets {@link #next} return soon. */
  void stop();

  @Override
  void close();
}
