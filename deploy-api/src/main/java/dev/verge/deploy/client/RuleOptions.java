package dev.verge.deploy.client;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** When a version that is tried is taken back. */
final class RuleOptions {
  private static final double MICROS_PER_MILLI = 1000;

  @Option(
      names = "--max-error-rate",
      paramLabel = "RATE",
      description = "Take it back when more than this part of its requests fail, such as 0.05")
  private Optional<Double> errorRate = Optional.empty();

  @Option(
      names = "--max-p99-ms",
      paramLabel = "MS",
      description = "Take it back when more than 1 of 100 requests take longer; of 100 or more")
  private Optional<Double> p99Millis = Optional.empty();

  @Option(
      names = "--min-requests",
      paramLabel = "N",
      description = "Decide when so many have ended within the window; default 50")
  private Optional<Integer> minRequests = Optional.empty();

  @Option(
      names = "--window-s",
      paramLabel = "SECONDS",
      description = "How far back is looked; default 60")
  private Optional<Integer> windowSeconds = Optional.empty();

  /** The rule in the control plane's words; empty when none is asked for. */
  Optional<Map<String, Object>> rule() {
    Map<String, Object> rule = new HashMap<>();
    errorRate.ifPresent(rate -> rule.put("error_rate", rate));
    p99Millis.ifPresent(millis -> rule.put("p99_us", Math.round(millis * MICROS_PER_MILLI)));
    minRequests.ifPresent(count -> rule.put("min_requests", count));
    windowSeconds.ifPresent(seconds -> rule.put("window_s", seconds));
    return Optional.of(rule).filter(given -> !given.isEmpty());
  }
}
