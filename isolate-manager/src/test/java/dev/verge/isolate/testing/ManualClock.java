package dev.verge.isolate.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until it is told to go on. */
public final class ManualClock implements InstantSource {
  private volatile Instant now = Instant.parse("2026-11-22T20:00:00Z");

  /** At some instant. */
  public ManualClock() {}

  /** Goes on. */
  public void pass(Duration time) {
    now = now.plus(time);
  }

  /** As {@link #pass}. */
  public void passSeconds(long seconds) {
    pass(Duration.ofSeconds(seconds));
  }

  @Override
  public Instant instant() {
    return now;
  }
}
