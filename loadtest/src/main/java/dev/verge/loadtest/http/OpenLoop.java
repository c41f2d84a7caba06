package dev.verge.loadtest.http;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Requests are due at a constant rate, whatever the platform does. One that finds every connection
 * busy waits, and its latency counts from when it was due: a stall is seen by all the requests that
 * should have been sent meanwhile, not by one alone (no coordinated omission).
 */
final class OpenLoop extends Run {
  private final double intervalNanos;
  private final long requests;
  private final Duration grace;
  private final Deque<Lane> free = new ArrayDeque<>();
  private long next;
  private long replies;
  private boolean timerSet;

  /**
   * @param rate requests per second
   * @param duration for how long requests become due
   * @param grace how long the platform may take to catch up after the last request was due
   */
  OpenLoop(EventLoop loop, double rate, Duration duration, Duration grace) {
    super(loop);
    this.intervalNanos = 1e9 / rate;
    this.requests = Math.max(1, Math.round(rate * duration.toNanos() / 1e9));
    this.grace = grace;
  }

  @Override
  void begin() {
    after(due(requests) - began() + grace.toNanos(), this::giveUp);
    pump();
  }

  @Override
  void free(Lane lane) {
    free.add(lane);
    pump();
  }

  @Override
  void counted() {
    replies++;
    if (replies == requests) {
      end();
    }
  }

  private void pump() {
    while (next < requests) {
      long due = due(next);
      long now = System.nanoTime();
      if (now < due) {
        wakeAt(due - now);
        return;
      }
      Lane lane = free.poll();
      if (lane == null) {
        return;
      }
      // A lane may have lost its connection while it waited here; it comes back when it has one.
      if (lane.isReady()) {
        if (lane.idleSince() <= due) {
          tally().addLateness(now - due);
        }
        lane.send(due);
        next++;
      }
    }
  }

  private void wakeAt(long nanos) {
    if (!timerSet) {
      timerSet = true;
      after(
          nanos,
          () -> {
            timerSet = false;
            pump();
          });
    }
  }

  private void giveUp() {
    long now = System.nanoTime();
    lanes().stream()
        .filter(Lane::isBusy)
        .forEach(lane -> tally().addUnfinished(now - lane.intended()));
    for (long waiting = next; waiting < requests; waiting++) {
      tally().addUnfinished(now - due(waiting));
    }
    end();
  }

  private long due(long request) {
    return began() + (long) (request * intervalNanos);
  }
}
