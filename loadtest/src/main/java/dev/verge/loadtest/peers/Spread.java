package dev.verge.loadtest.peers;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;

/**
 * Where values lie. Quartiles are interpolated between neighbours.
 *
 * @param count how many there were; 1 or more
 */
public record Spread(int count, double min, double lower, double median, double upper, double max) {

  /**
   * The spread of some values.
   *
   * @throws IllegalArgumentException when there are none
   */
  static Spread of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("No values have no spread");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Spread(
        sorted.length,
        rounded(sorted[0]),
        rounded(at(sorted, 0.25)),
        rounded(at(sorted, 0.5)),
        rounded(at(sorted, 0.75)),
        rounded(sorted[sorted.length - 1]));
  }

  private static double at(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /** To four significant digits: a ratio of 0.0004 is still one. */
  static double rounded(double value) {
    return new BigDecimal(value).round(new MathContext(4)).doubleValue();
  }
}
