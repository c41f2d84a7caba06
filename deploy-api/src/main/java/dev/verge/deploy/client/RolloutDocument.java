package dev.verge.deploy.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A version that is tried, or was the last to be, as the control plane tells it.
 *
 * @param kind {@code canary} or {@code activation}
 * @param version its number
 * @param percent of the requests that it gets as a canary
 * @param sticky what keeps a client with it
 * @param header whose value does, if one's does
 * @param rollback when it is taken back, in the control plane's words
 * @param state how far that is
 * @param why it ended so
 * @param requests of it that have ended
 * @param failed those of them that did not end well
 * @param slow those of them that took longer than the rule's p99
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record RolloutDocument(
    String kind,
    int version,
    OptionalDouble percent,
    Optional<String> sticky,
    Optional<String> header,
    Optional<Map<String, Object>> rollback,
    String state,
    Optional<String> why,
    long requests,
    long failed,
    long slow) {

  /** Whether this version is the canary now. */
  boolean isCanary(int number) {
    return version == number && kind.equals("canary") && state.equals("running");
  }

  /** A line for people. */
  String told() {
    return "%s %d%s: %s, %d requests, %d failed, %d slow.%s"
        .formatted(
            kind.equals("canary") ? "Canary" : "Watched version",
            version,
            percent.isPresent() ? " with " + Percent.of(percent.getAsDouble()) : "",
            state,
            requests,
            failed,
            slow,
            why.map(reason -> " " + Printable.of(reason)).orElse(""));
  }
}
