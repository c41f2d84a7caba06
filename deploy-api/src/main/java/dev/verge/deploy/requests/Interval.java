package dev.verge.deploy.requests;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What was counted of one function's requests that ended within some seconds. Only what is not zero
 * is kept: some ten numbers of most functions.
 */
public final class Interval {
  /** Of statuses: those of no class, then 1xx to 5xx. */
  static final int CLASSES = 6;

  static final int CELLS = CLASSES + Series.values().length * Spans.BUCKETS;

  private static final int COUNT_BITS = 23;
  private static final int MOST = (1 << COUNT_BITS) - 1;

  private final long number;

  /** A cell's index above its count, by index. */
  private final int[] counts;

  private Interval(long number, int[] counts) {
    this.number = number;
    this.counts = counts;
  }

  /**
   * Some of a span.
   *
   * @param bucket of {@link Spans}
   * @param count how many were as long
   */
  public record Count(int bucket, int count) {}

  /**
   * Keeps what is not zero.
   *
   * @param number how many intervals there were between 1970 and this one
   */
  static Interval of(long number, int[] cells) {
    return new Interval(
        number,
        IntStream.range(0, CELLS)
            .filter(cell -> cells[cell] > 0)
            .map(cell -> cell << COUNT_BITS | Math.min(cells[cell], MOST))
            .toArray());
  }

  /** The cell of a status. */
  static int cell(int status) {
    int hundreds = status / 100;
    return hundreds < CLASSES ? hundreds : 0;
  }

  /** The cell of a span. */
  static int cell(Series series, long nanos) {
    return CLASSES + series.place() * Spans.BUCKETS + Spans.bucket(nanos);
  }

  long number() {
    return number;
  }

  /** When it began. */
  public Instant start() {
    return Instant.EPOCH.plus(RequestStatistics.INTERVAL.multipliedBy(number));
  }

  /** How many requests were answered with a status of a class, such as 5; 0 for those of none. */
  public int statuses(int hundreds) {
    return between(hundreds, hundreds + 1).map(count -> count & MOST).sum();
  }

  /** How long something took, and how often; shortest first. */
  public List<Count> counts(Series series) {
    int first = CLASSES + series.place() * Spans.BUCKETS;
    return between(first, first + Spans.BUCKETS)
        .mapToObj(count -> new Count((count >>> COUNT_BITS) - first, count & MOST))
        .toList();
  }

  private IntStream between(int first, int end) {
    return Arrays.stream(counts)
        .filter(count -> count >>> COUNT_BITS >= first && count >>> COUNT_BITS < end);
  }
}
