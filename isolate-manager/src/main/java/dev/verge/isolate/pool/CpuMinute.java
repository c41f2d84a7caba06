package dev.verge.isolate.pool;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * CPU time of the last minute, kept by the second. One thread adds, any may ask; nobody waits.
 *
 * <p>Times are those of one monotonic clock, in nanoseconds.
 */
final class CpuMinute {
  private static final int SECONDS = 60;

  /** Seconds are counted from here, since the clock may begin anywhere. */
  private final long startNanos;

  /** Which second a slot is of; older ones than a minute count for nothing. */
  private final AtomicLongArray seconds = new AtomicLongArray(SECONDS);

  private final AtomicLongArray used = new AtomicLongArray(SECONDS);

  CpuMinute(long nowNanos) {
    startNanos = nowNanos;
    for (int i = 0; i < SECONDS; i++) {
      seconds.set(i, -SECONDS);
    }
  }

  /** Adds CPU time. Called by one thread only. */
  void add(long cpuNanos, long nowNanos) {
    long second = second(nowNanos);
    int slot = slot(second);
    if (seconds.get(slot) != second) {
      // In this order a reader never takes what is of an older second for this one's.
      used.set(slot, 0);
      seconds.set(slot, second);
    }
    used.set(slot, used.get(slot) + cpuNanos);
  }

  /** The CPU time of the last minute, in nanoseconds. */
  long nanos(long nowNanos) {
    long now = second(nowNanos);
    long sum = 0;
    for (int i = 0; i < SECONDS; i++) {
      sum += now - seconds.get(i) < SECONDS ? used.get(i) : 0;
    }
    return sum;
  }

  /**
   * After how many seconds less than a limit was used in the last minute, when nothing more is.
   *
   * @return from 1 to 60
   */
  int secondsUntilBelow(long limitNanos, long nowNanos) {
    long now = second(nowNanos);
    long left = nanos(nowNanos);
    for (int age = SECONDS - 1; age > 0; age--) {
      int slot = slot(now - age);
      left -= seconds.get(slot) == now - age ? used.get(slot) : 0;
      if (left < limitNanos) {
        return SECONDS - age;
      }
    }
    return SECONDS;
  }

  private long second(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(nanos - startNanos);
  }

  private static int slot(long second) {
    return Math.floorMod(second, SECONDS);
  }
}
