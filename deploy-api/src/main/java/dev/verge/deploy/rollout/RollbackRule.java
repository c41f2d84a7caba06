package dev.verge.deploy.rollout;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * When a version that is tried is taken back.
 *
 * @param errorRate the part of its requests that may fail, from 0 to 1; more is too many
 * @param p99Micros how long 99 of 100 requests may take at the most, in microseconds, from 1 to
 *     {@value #MOST_MICROS}
 * @param minRequests how many requests must have ended in the window before anything is decided,
 *     from 1 to {@value #MOST_REQUESTS}; by {@code p99Micros}, at least {@value #PER_SLOW}
 * @param windowSeconds how far back is looked, from 1 to {@value #MOST_SECONDS}
 */
public record RollbackRule(
    OptionalDouble errorRate, OptionalLong p99Micros, int minRequests, int windowSeconds) {
  /** What counts when it is not said. */
  public static final int DEFAULT_REQUESTS = 50;

  /** What counts when it is not said. */
  public static final int DEFAULT_SECONDS = 60;

  private static final long MOST_MICROS = 3_600_000_000L;
  private static final int MOST_REQUESTS = 1_000_000;
  private static final int MOST_SECONDS = 3600;

  /**
   * One of so many requests may be slower than the 99th percentile. Of fewer, that would be none:
   * the slowest of them would decide.
   */
  private static final int PER_SLOW = 100;

  /**
   * @throws IllegalArgumentException with a message for whoever asked, when it is no such rule
   */
  public RollbackRule {
    if (errorRate.isEmpty() && p99Micros.isEmpty()) {
      throw new IllegalArgumentException("A rule needs error_rate, p99_us, or both.");
    }
    if (errorRate.isPresent() && !(errorRate.getAsDouble() >= 0 && errorRate.getAsDouble() <= 1)) {
      throw new IllegalArgumentException("An error_rate is from 0 to 1.");
    }
    if (p99Micros.isPresent()
        && (p99Micros.getAsLong() < 1 || p99Micros.getAsLong() > MOST_MICROS)) {
      throw new IllegalArgumentException("A p99_us is from 1 to %d.".formatted(MOST_MICROS));
    }
    if (minRequests < 1 || minRequests > MOST_REQUESTS) {
      throw new IllegalArgumentException(
          "A min_requests is from 1 to %d.".formatted(MOST_REQUESTS));
    }
    if (windowSeconds < 1 || windowSeconds > MOST_SECONDS) {
      throw new IllegalArgumentException("A window_s is from 1 to %d.".formatted(MOST_SECONDS));
    }
  }

  /**
   * What speaks against a version.
   *
   * @param recent its requests within the window
   * @return a sentence, when the rule is broken
   */
  Optional<String> broken(Recent recent) {
    Tally tally = recent.tally();
    if (errorRate.isPresent()
        && tally.requests() >= minRequests
        && tally.failed() > errorRate.getAsDouble() * tally.requests()) {
      return Optional.of(
          "%d of %d requests failed; the rule allows a part of %s."
              .formatted(tally.failed(), tally.requests(), errorRate.getAsDouble()));
    }
    if (p99Micros.isPresent()
        && recent.timed() >= Math.max(minRequests, PER_SLOW)
        && tally.slow() * PER_SLOW > recent.timed()) {
      return Optional.of(
          "%d of %d requests took longer than %d µs; the rule allows that for 1 of %d."
              .formatted(tally.slow(), recent.timed(), p99Micros.getAsLong(), PER_SLOW));
    }
    return Optional.empty();
  }
}
