package dev.verge.isolate.pool;

/**
 * What requests of one function have lately wanted of isolates: how many came in a second, and how
 * many had one at once. Both fade with time. Used under its shelf's lock.
 */
final class Demand {
  /** Over so many seconds arrivals are averaged. */
  private static final double RATE_SECONDS = 10;

  /** In so many seconds the most isolates that were needed at once fade to a third. */
  private static final double PEAK_SECONDS = 60;

  /**
   * How long after an arrival a reserve can be whole again, in seconds: a place with the workers,
   * and the preparation itself (5 ms for the largest guest seen). What arrives meanwhile should
   * find an isolate.
   */
  private static final double LEAD_SECONDS = 0.025;

  /** No function is expected to need more than it needs now by more than this. */
  private static final int MOST_AHEAD = 16;

  private double rate;
  private double peak;
  private long lastNanos;

  Demand(long nowNanos) {
    lastNanos = nowNanos;
  }

  /**
   * A request came.
   *
   * @param atOnce how many isolates are with requests now, its own counted
   */
  void arrived(long nowNanos, int atOnce) {
    fade(nowNanos);
    rate += 1 / RATE_SECONDS;
    peak = Math.max(peak, atOnce);
  }

  /**
   * How many isolates the function should have, those with requests among them.
   *
   * @param atOnce how many are with requests now
   */
  int wanted(long nowNanos, int atOnce) {
    fade(nowNanos);
    int expected = (int) Math.min(Math.ceil(peak), atOnce + MOST_AHEAD);
    int soon = (int) Math.min(Math.round(rate * LEAD_SECONDS), MOST_AHEAD);
    return expected + soon;
  }

  private void fade(long nowNanos) {
    double seconds = Math.max(0, nowNanos - lastNanos) / 1e9;
    lastNanos = nowNanos;
    rate *= Math.exp(-seconds / RATE_SECONDS);
    peak *= Math.exp(-seconds / PEAK_SECONDS);
  }
}
