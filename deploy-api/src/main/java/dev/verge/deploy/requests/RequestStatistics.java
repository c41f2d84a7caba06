package dev.verge.deploy.requests;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How one function's requests of the last hour went, counted by intervals: next to nothing of a
 * function that is not asked, about 40 KB of a busy one. A request adds 16 bytes at the most, and
 * only where none of its interval was like it; an interval has 2 KB at the most. A writer holds the
 * lock for as long as it takes to add some numbers, a reader for as long as it takes to copy
 * references.
 */
public final class RequestStatistics {
  /** How long requests are counted together. */
  public static final Duration INTERVAL = Duration.ofSeconds(10);

  /** How many intervals are kept, with the one that goes on. */
  public static final int INTERVALS = 360;

  private static final int[] NOTHING = {};

  // Guarded by this:
  private final Deque<Interval> ended = new ArrayDeque<>(1);
  private int[] current = NOTHING;
  private long number;

  RequestStatistics() {}

  /** The number of the interval of a moment. */
  static long number(long epochMillis) {
    return epochMillis / INTERVAL.toMillis();
  }

  /** Counts a request that has ended just now. */
  synchronized void add(RequestRecord record) {
    long end = record.epochMillis() + TimeUnit.NANOSECONDS.toMillis(record.totalNanos());
    begin(number(end));
    current[Interval.cell(record.status())]++;
    if (record.ending() != Ending.UNAVAILABLE) {
      current[Interval.cell(Series.LATENCY, record.totalNanos())]++;
    }
    record
        .start()
        .ifPresent(
            start -> {
              Series series =
                  switch (start.kind()) {
                    case COLD -> Series.COLD;
                    case PREPARED -> Series.PREPARED;
                    case WARM -> Series.WARM;
                  };
              current[Interval.cell(series, start.startNanos())]++;
              current[Interval.cell(Series.INSTANTIATION, start.instantiationNanos())]++;
            });
  }

  /**
   * Intervals with requests, oldest first.
   *
   * @param epochMillis now
   * @param most how many intervals back from now
   */
  public List<Interval> since(long epochMillis, int most) {
    long first = number(epochMillis) - most + 1;
    List<Interval> intervals = new ArrayList<>();
    synchronized (this) {
      intervals.addAll(ended);
      if (current.length > 0) {
        intervals.add(Interval.of(number, current));
      }
    }
    intervals.removeIf(interval -> interval.number() < first);
    return intervals;
  }

  /** Gives up what is too old. */
  synchronized void forget(long epochMillis) {
    long oldest = number(epochMillis) - INTERVALS + 1;
    forgetBefore(oldest);
    if (current.length > 0 && number < oldest) {
      current = NOTHING;
    }
  }

  /**
   * Counts in an interval from now on. When the clock was set back, the last one goes on; by more
   * than what is kept, all begins anew.
   */
  private void begin(long next) {
    if (current.length == 0) {
      current = new int[Interval.CELLS];
      number = next;
    } else if (next > number) {
      ended.addLast(Interval.of(number, current));
      forgetBefore(next - INTERVALS + 1);
      Arrays.fill(current, 0);
      number = next;
    } else if (next < number - INTERVALS) {
      ended.clear();
      Arrays.fill(current, 0);
      number = next;
    }
  }

  private void forgetBefore(long oldest) {
    while (!ended.isEmpty() && ended.getFirst().number() < oldest) {
      ended.removeFirst();
    }
  }
}
