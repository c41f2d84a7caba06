package dev.verge.deploy.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.rollout.RollbackRule;
import dev.verge.deploy.rollout.Rollout;
import dev.verge.deploy.rollout.Share;
import dev.verge.deploy.rollout.Sticky;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** A version that is tried, or was the last to be, as it is told. */
record RolloutDocument(
    String kind,
    int version,
    int before,
    Optional<Double> percent,
    Optional<String> sticky,
    Optional<String> header,
    Optional<Rule> rollback,
    Optional<String> warm,
    String state,
    Optional<String> why,
    long requests,
    long failed,
    long slow,
    @JsonSerialize(using = ToStringSerializer.class) Instant began,
    Optional<String> ended) {
  private static final double PERMILLE_PER_PERCENT = 10;

  /** How far a percentage may be from a step of 0.1, since most of those are no binary fraction. */
  private static final double EXACTNESS = 1e-6;

  /** When a version is taken back, as it is written: everything may be absent. */
  record Rule(
      @JsonProperty("error_rate") OptionalDouble errorRate,
      @JsonProperty("p99_us") OptionalLong p99Micros,
      @JsonProperty("min_requests") OptionalInt minRequests,
      @JsonProperty("window_s") OptionalInt windowSeconds) {

    private static Rule of(RollbackRule rule) {
      return new Rule(
          rule.errorRate(),
          rule.p99Micros(),
          OptionalInt.of(rule.minRequests()),
          OptionalInt.of(rule.windowSeconds()));
    }

    /**
     * @throws ProblemException when it is not acceptable
     */
    RollbackRule read() {
      return accepted(
          () ->
              new RollbackRule(
                  errorRate,
                  p99Micros,
                  minRequests.orElse(RollbackRule.DEFAULT_REQUESTS),
                  windowSeconds.orElse(RollbackRule.DEFAULT_SECONDS)));
    }
  }

  /** What a client wants to be a canary. */
  record WantedCanary(
      int version,
      OptionalDouble percent,
      Optional<String> sticky,
      Optional<String> header,
      Optional<Rule> rollback) {
    static final String SHAPE = "{\"version\":2,\"percent\":5}";

    /**
     * @throws ProblemException when it is not acceptable
     */
    Share share() {
      double permille =
          percent.orElseThrow(() -> refused("The member percent is missing."))
              * PERMILLE_PER_PERCENT;
      if (Math.abs(permille - Math.rint(permille)) > EXACTNESS) {
        throw refused("A percentage has at most one digit behind the point.");
      }
      return accepted(() -> new Share((int) Math.rint(permille), stickiness(), header));
    }

    private Sticky stickiness() {
      String wanted = sticky.orElse(Sticky.NONE.label());
      return Arrays.stream(Sticky.values())
          .filter(known -> known.label().equals(wanted))
          .findFirst()
          .orElseThrow(() -> refused("The member sticky must be none, cookie or header."));
    }
  }

  static RolloutDocument of(Rollout rollout, Optional<String> warm) {
    return new RolloutDocument(
        rollout.share().isPresent() ? "canary" : "activation",
        rollout.version(),
        rollout.before(),
        rollout.share().map(share -> share.permille() / PERMILLE_PER_PERCENT),
        rollout.share().map(share -> share.sticky().label()),
        rollout.share().flatMap(Share::header),
        rollout.rule().map(Rule::of),
        warm,
        rollout.state().label(),
        Optional.of(rollout.why()).filter(why -> !why.isEmpty()),
        rollout.tally().requests(),
        rollout.tally().failed(),
        rollout.tally().slow(),
        rollout.began(),
        rollout.ended().map(Instant::toString));
  }

  private static <T> T accepted(Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage());
    }
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(ProblemType.INVALID_ROLLOUT, detail);
  }
}
