package dev.verge.gateway.http;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A time by which something must have happened. Setting and clearing it is cheap: the timer behind
 * it is left running, and looks when it fires whether the deadline was moved. Event loop only.
 */
final class Deadline {
  private final EventLoop loop;
  private final Runnable missed;
  private Future<?> timer;
  private long timerNanos;
  private boolean set;
  private long nanos;

  /**
   * @param missed called on the event loop when the deadline passes
   */
  Deadline(EventLoop loop, Runnable missed) {
    this.loop = loop;
    this.missed = missed;
  }

  /** Moves the deadline. */
  void set(Duration fromNow) {
    long now = System.nanoTime();
    nanos = now + fromNow.toNanos();
    set = true;
    if (timer != null && timerNanos - nanos > 0) {
      timer.cancel(false);
      timer = null;
    }
    schedule(now);
  }

  /** There is no deadline. */
  void clear() {
    set = false;
  }

  boolean isSet() {
    return set;
  }

  /** There never will be a deadline again. */
  void close() {
    set = false;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void schedule(long now) {
    if (timer == null) {
      timerNanos = nanos;
      timer = loop.schedule(this::fire, nanos - now, TimeUnit.NANOSECONDS);
    }
  }

  private void fire() {
    timer = null;
    if (!set) {
      return;
    }
    long now = System.nanoTime();
    if (nanos - now > 0) {
      schedule(now);
    } else {
      set = false;
      missed.run();
    }
  }
}
