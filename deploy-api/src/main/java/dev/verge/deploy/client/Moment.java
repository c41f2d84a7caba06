package dev.verge.deploy.client;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the metrics say at one moment.
 *
 * @param nanos {@link System#nanoTime()} then
 * @param functions by {@code tenant/function}
 * @param platform metrics without labels, by name
 */
record Moment(long nanos, Map<String, Load> functions, Map<String, Double> platform) {
  private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)(?: \\d+)?");

  /** The values of Verge's own labels need no escapes. */
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"\\\\]*)\"");

  /**
   * Reads metrics.
   *
   * @param text in Prometheus' text format
   */
  static Moment of(long nanos, String text) {
    Moment moment = new Moment(nanos, new TreeMap<>(), new HashMap<>());
    text.lines().filter(line -> line.startsWith("verge_")).forEach(moment::read);
    return moment;
  }

  /** One function's load; an empty one when it is not known. */
  Load load(String function) {
    return functions.getOrDefault(function, new Load());
  }

  /** A metric of the platform; 0 when it is not known. */
  long platform(String name) {
    return platform.getOrDefault(name, 0.0).longValue();
  }

  private void read(String line) {
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      return;
    }
    String name = sample.group(1);
    double value = Double.parseDouble(sample.group(3));
    if (sample.group(2) == null) {
      platform.put(name, value);
      return;
    }
    Map<String, String> labels = new HashMap<>();
    LABEL.matcher(sample.group(2)).results().forEach(it -> labels.put(it.group(1), it.group(2)));
    String function = labels.getOrDefault("function", "");
    if (function.isEmpty()) {
      return;
    }
    Load load = functions.computeIfAbsent(labels.get("tenant") + "/" + function, _ -> new Load());
    switch (name) {
      case "verge_requests_total" -> load.addRequests(labels.get("status"), value);
      case "verge_request_duration_microseconds_bucket" ->
          load.addDurations(labels.get("le"), value);
      case "verge_isolates" -> load.putIsolates(labels.get("state"), value);
      default -> {}
    }
  }
}
