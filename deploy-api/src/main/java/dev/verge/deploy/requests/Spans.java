package dev.verge.deploy.requests;

import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How spans of time are counted: each power of two has four buckets, so that a bucket's ends are no
 * more than a quarter apart, from 8 microseconds to 69 seconds.
 */
public final class Spans {
  private static final int LEAST_BITS = 13;
  private static final int MOST_BITS = 36;
  private static final int STEP_BITS = 2;
  private static final int STEPS = 1 << STEP_BITS;
  private static final double NANOS_PER_MICRO = TimeUnit.MICROSECONDS.toNanos(1);

  /**
   * How many buckets there are: one for all that is shorter, and the last for all that is longer.
   */
  public static final int BUCKETS = 2 + (MOST_BITS - LEAST_BITS) * STEPS;

  private Spans() {}

  /** The bucket of a span in nanoseconds. */
  static int bucket(long nanos) {
    if (nanos < 1L << LEAST_BITS) {
      return 0;
    }
    int bits = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    int step = (int) (nanos >>> (bits - STEP_BITS)) & (STEPS - 1);
    return bits >= MOST_BITS ? BUCKETS - 1 : 1 + (bits - LEAST_BITS) * STEPS + step;
  }

  /** Where each bucket but the last one ends, in microseconds: there the next one begins. */
  public static DoubleStream ends() {
    return IntStream.range(0, BUCKETS - 1)
        .mapToLong(
            bucket -> (long) (STEPS + bucket % STEPS) << (LEAST_BITS - STEP_BITS + bucket / STEPS))
        .mapToDouble(nanos -> nanos / NANOS_PER_MICRO);
  }
}
