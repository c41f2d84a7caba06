package dev.verge.isolate.warmup;

import java.time.Duration;
import java.util.List;

/**
 * How a version is to be warmed up.
 *
 * @param authority what requests without a {@code Host} are sent to
 * @param samples sent in turn, again and again; at least one
 * @param budget the longest that it may take once it runs
 */
public record WarmUpPlan(String authority, List<SampleRequest> samples, Duration budget) {
  /**
   * @throws IllegalArgumentException when there is no sample or no budget
   */
  public WarmUpPlan {
    samples = List.copyOf(samples);
    if (samples.isEmpty() || !budget.isPositive()) {
      throw new IllegalArgumentException(
          "A warm-up needs a sample request and a budget of more than nothing.");
    }
  }
}
