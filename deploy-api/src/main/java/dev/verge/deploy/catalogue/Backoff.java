package dev.verge.deploy.catalogue;

import java.time.Duration;

/**
 * How long to wait before what has failed is tried again: longer each time, up to a bound, so that
 * what never comes right costs little.
 *
 * @param delay to wait now
 */
record Backoff(Duration delay) {
  /** After the first failure. */
  static final Backoff FIRST = new Backoff(Duration.ofSeconds(1));

  private static final Duration MOST = Duration.ofMinutes(5);

  /** After another failure. */
  Backoff next() {
    Duration twice = delay.multipliedBy(2);
    return new Backoff(twice.compareTo(MOST) < 0 ? twice : MOST);
  }
}
