package dev.verge.deploy.manifest;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.verge.isolate.binding.Backend;
import java.time.Duration;
import java.util.Optional;

/**
 * How a backend's health is found out. All but {@code host} is there once made.
 *
 * @param intervalMs between two probes
 * @param timeoutMs of one probe
 * @param host the probe's {@code Host}, when it is not the backend's own
 * @param method of the probe
 * @param path of the probe
 * @param expectedStatus of the probe's response
 * @param window how many of the last probes count
 * @param threshold how many of them must have been well
 * @param initial how many count as well before the first probe
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ManifestHealthCheck(
    Optional<Long> intervalMs,
    Optional<Long> timeoutMs,
    Optional<String> host,
    Optional<String> method,
    Optional<String> path,
    Optional<Integer> expectedStatus,
    Optional<Integer> window,
    Optional<Integer> threshold,
    Optional<Integer> initial) {
  private static final int MAX_WINDOW = 64;
  private static final int MIN_INTERVAL_MS = 1000;

  /** Fastly's defaults: a HEAD of / each minute, 3 of 5 well, 2 assumed. */
  public ManifestHealthCheck {
    intervalMs = Optional.of(intervalMs.orElse(60_000L));
    timeoutMs = Optional.of(timeoutMs.orElse(5_000L));
    method = Optional.of(method.orElse("HEAD"));
    path = Optional.of(path.orElse("/"));
    expectedStatus = Optional.of(expectedStatus.orElse(200));
    window = Optional.of(window.orElse(5));
    threshold = Optional.of(threshold.orElse(3));
    initial = Optional.of(initial.orElse(2));
  }

  void check(String member) {
    BackendRules.milliseconds(intervalMs, member + ".interval_ms");
    if (intervalMs.orElseThrow() < MIN_INTERVAL_MS) {
      throw Refusals.refused(
          "%s.interval_ms is %d; probes may come once in %d ms at most."
              .formatted(member, intervalMs.orElseThrow(), MIN_INTERVAL_MS));
    }
    BackendRules.milliseconds(timeoutMs, member + ".timeout_ms");
    host.ifPresent(value -> BackendRules.hostText(value, member + ".host"));
    if (!method.orElseThrow().matches("[A-Z]{1,16}")) {
      throw Refusals.refused("%s.method must be a method such as HEAD or GET.".formatted(member));
    }
    if (!path.orElseThrow().matches("/[!-~&&[^#]]{0,1023}")) {
      throw Refusals.refused(
          "%s.path must begin with / and have at most 1024 visible characters.".formatted(member));
    }
    int status = expectedStatus.orElseThrow();
    if (status < 200 || status > 599) {
      throw Refusals.refused(
          "%s.expected_status is %d; it must be from 200 to 599.".formatted(member, status));
    }
    BackendRules.number(window, MAX_WINDOW, member + ".window");
    BackendRules.number(threshold, window.orElseThrow(), member + ".threshold");
    BackendRules.number(initial, window.orElseThrow(), member + ".initial");
    if (window.orElseThrow() < 1) {
      throw Refusals.refused("%s.window must be at least 1.".formatted(member));
    }
  }

  Backend.HealthCheck toHealthCheck() {
    return new Backend.HealthCheck(
        Duration.ofMillis(intervalMs.orElseThrow()),
        Duration.ofMillis(timeoutMs.orElseThrow()),
        host,
        method.orElseThrow(),
        path.orElseThrow(),
        expectedStatus.orElseThrow(),
        window.orElseThrow(),
        threshold.orElseThrow(),
        initial.orElseThrow());
  }
}
