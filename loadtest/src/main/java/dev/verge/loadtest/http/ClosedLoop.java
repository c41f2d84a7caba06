package dev.verge.loadtest.http;

import io.netty.channel.EventLoop;
import java.time.Duration;

/** Every lane sends again as soon as it was answered, until the time is up. */
final class ClosedLoop extends Run {
  private final Duration duration;

  ClosedLoop(EventLoop loop, Duration duration) {
    super(loop);
    this.duration = duration;
  }

  @Override
  void begin() {
    after(duration.toNanos(), this::endWhenQuiet);
  }

  @Override
  void free(Lane lane) {
    if (!isOver()) {
      lane.send();
    }
  }

  @Override
  void counted() {
    if (isOver()) {
      endWhenQuiet();
    }
  }

  private boolean isOver() {
    return began() != 0 && System.nanoTime() - began() >= duration.toNanos();
  }

  private void endWhenQuiet() {
    if (lanes().stream().noneMatch(Lane::isBusy)) {
      end();
    }
  }
}
