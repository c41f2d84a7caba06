package dev.verge.loadtest.peers;

import dev.verge.loadtest.http.Distribution;
import dev.verge.loadtest.http.Reply;
import dev.verge.loadtest.http.Tally;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/** Requests by how they got their isolate. */
final class Starts {
  /** Fewer than these have no median worth the name. */
  private static final int ENOUGH = 3;

  private final Map<String, Tally> kinds = new HashMap<>();
  private OptionalDouble loop = OptionalDouble.empty();

  void add(String kind, Reply reply) {
    kinds.computeIfAbsent(kind, _ -> new Tally()).add(reply);
  }

  /**
   * What a start adds: the median time to first byte of one kind less that of warm requests, in
   * microseconds. What is less than the two medians' uncertainty counts as that, because so few
   * requests cannot tell less, and a difference near zero would make a ratio of any size.
   */
  OptionalDouble adds(String kind) {
    OptionalDouble warm = firstByte(StartLeg.WARM);
    OptionalDouble cold = firstByte(kind);
    return warm.isPresent() && cold.isPresent()
        ? OptionalDouble.of(
            Math.max(
                Math.hypot(uncertainty(kind), uncertainty(StartLeg.WARM)),
                cold.getAsDouble() - warm.getAsDouble()))
        : OptionalDouble.empty();
  }

  /**
   * Half the width of a notch in a box plot: 1.57 interquartile ranges by the root of the count, in
   * microseconds, and at least 1 (McGill, Tukey and Larsen, Variations of Box Plots, 1978).
   */
  private double uncertainty(String kind) {
    Histogram firstByte = kinds.get(kind).firstByte().histogram();
    long range = firstByte.getValueAtPercentile(75) - firstByte.getValueAtPercentile(25);
    return Math.max(1, 1.57 * range / 1e3 / Math.sqrt((double) firstByte.getTotalCount()));
  }

  /** The median time to first byte of one kind, in microseconds. */
  OptionalDouble firstByte(String kind) {
    return percentile(Optional.ofNullable(kinds.get(kind)).map(Tally::firstByte), 50);
  }

  /** What the platform says that making the instance took, in microseconds. */
  OptionalDouble instantiation(String kind, double percentile) {
    return percentile(
        Optional.ofNullable(kinds.get(kind))
            .flatMap(tally -> Optional.ofNullable(tally.starts().get(kind)))
            .map(Tally.StartTally::instantiation),
        percentile);
  }

  /** Adds what one instantiation took in a loop of many, in microseconds. */
  Starts withLoop(double micros) {
    loop = OptionalDouble.of(micros);
    return this;
  }

  /** What one instantiation took in a loop of many, in microseconds. */
  OptionalDouble loop() {
    return loop;
  }

  long errors() {
    return kinds.values().stream().mapToLong(Tally::errors).sum();
  }

  private static OptionalDouble percentile(Optional<Distribution> distribution, double percentile) {
    return distribution
        .filter(enough -> enough.count() >= ENOUGH)
        .map(d -> OptionalDouble.of(d.histogram().getValueAtPercentile(percentile) / 1e3))
        .orElseGet(OptionalDouble::empty);
  }
}
