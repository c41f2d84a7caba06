package dev.verge.loadtest.http;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * Durations in nanoseconds, kept to three significant digits, from 100 ns to ten minutes; longer
 * ones count as ten minutes. For one thread.
 */
public final class Distribution {
  private static final long LOWEST = 100;
  private static final long HIGHEST = Duration.ofMinutes(10).toNanos();
  private static final int DIGITS = 3;

  private final Histogram histogram = new Histogram(LOWEST, HIGHEST, DIGITS);

  /** Adds one duration; what is below zero (a clock's rounding) counts as zero. */
  public void record(long nanos) {
    histogram.recordValue(Math.clamp(nanos, 0, HIGHEST));
  }

  /** A copy of what was recorded so far, in nanoseconds. */
  public Histogram histogram() {
    return histogram.copy();
  }

  /** How many durations were recorded. */
  public long count() {
    return histogram.getTotalCount();
  }
}
