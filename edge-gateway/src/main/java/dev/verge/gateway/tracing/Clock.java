package dev.verge.gateway.tracing;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Makes points in time of what {@link System#nanoTime()} says; the same one for all spans of a
 * request, so that they fit together.
 *
 * @param origin where the nanoseconds begin
 */
record Clock(Instant origin) {
  static Clock now() {
    return new Clock(Instant.now().minusNanos(System.nanoTime()));
  }

  Instant at(long nanoTime) {
    return origin.plus(nanoTime, ChronoUnit.NANOS);
  }
}
