package dev.verge.isolate.platform.rates;

import java.util.Arrays;

/** What was added to one entry in each of the last seconds. Safe on any thread. */
final class RateCounter {
  /** How far back it goes. */
  static final int SECONDS = 60;

  private final long[] counts = new long[SECONDS];
  private long newest;

  synchronized void add(long second, long delta) {
    advance(second);
    int place = place(newest);
    counts[place] = saturated(counts[place], delta);
  }

  /** What was added in so many seconds, the one that is running included. */
  synchronized long count(long second, int seconds) {
    advance(second);
    long sum = 0;
    for (int i = 0; i < seconds; i++) {
      sum = saturated(sum, counts[place(newest - i)]);
    }
    return sum;
  }

  private void advance(long second) {
    if (second - newest >= SECONDS) {
      Arrays.fill(counts, 0);
      newest = second;
    }
    // A clock that was set back goes on counting in the newest second.
    while (newest < second) {
      newest++;
      counts[place(newest)] = 0;
    }
  }

  private static int place(long second) {
    return Math.floorMod(second, SECONDS);
  }

  private static long saturated(long sum, long more) {
    return sum > Long.MAX_VALUE / SECONDS - more ? Long.MAX_VALUE / SECONDS : sum + more;
  }
}
