package dev.verge.deploy.client;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What the metrics count of one function since the platform started. Used by one thread. */
final class Load {
  private static final int FIRST_ERROR = 500;

  private final Map<String, Double> isolates = new TreeMap<>();

  /** Requests that took at most so many microseconds. */
  private final NavigableMap<Double, Double> durations = new TreeMap<>();

  private double requests;
  private double errors;

  void addRequests(String status, double count) {
    requests += count;
    errors += Integer.parseInt(status) >= FIRST_ERROR ? count : 0;
  }

  /** Adds those of one role of the function's versions. */
  void addDurations(String bound, double count) {
    durations.merge(
        bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound),
        count,
        Double::sum);
  }

  void putIsolates(String state, double count) {
    isolates.put(state, count);
  }

  double requests() {
    return requests;
  }

  /** Of status 500 and above. */
  double errors() {
    return errors;
  }

  /**
   * Isolates in a state.
   *
   * @param state {@code idle}, {@code prepared} or {@code running}
   */
  int isolates(String state) {
    return isolates.getOrDefault(state, 0.0).intValue();
  }

  /**
   * The duration that a share of the requests since an earlier moment did not exceed, in
   * microseconds: estimated from the histogram as Prometheus does; NaN when there were none.
   *
   * @param share from 0 to 1
   */
  double quantile(double share, Load earlier) {
    double all = since(Double.POSITIVE_INFINITY, earlier);
    double rank = share * all;
    double lower = 0;
    double below = 0;
    for (double bound : durations.keySet()) {
      double count = since(bound, earlier);
      if (all > 0 && count >= rank) {
        return Double.isInfinite(bound) || count == below
            ? lower
            : lower + (bound - lower) * (rank - below) / (count - below);
      }
      lower = bound;
      below = count;
    }
    return Double.NaN;
  }

  private double since(double bound, Load earlier) {
    return durations.getOrDefault(bound, 0.0) - earlier.durations.getOrDefault(bound, 0.0);
  }
}
