package dev.verge.loadtest.peers;

import dev.verge.loadtest.http.Distribution;
import dev.verge.loadtest.http.Reply;
import dev.verge.loadtest.http.Tally;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

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
   * microseconds. Less than one counts as one, because a client cannot tell less.
   */
  OptionalDouble adds(String kind) {
    OptionalDouble warm = firstByte(StartLeg.WARM);
    OptionalDouble cold = firstByte(kind);
    return warm.isPresent() && cold.isPresent()
        ? OptionalDouble.of(Math.max(1, cold.getAsDouble() - warm.getAsDouble()))
        : OptionalDouble.empty();
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
