package dev.verge.gateway.local;

import java.time.Duration;
import java.time.Instant;

/** How long this process runs, its JVM's own start included. */
final class ProcessAge {
  private ProcessAge() {}

  /** In milliseconds; as exact as the system knows when the process started. */
  static long millis() {
    Instant now = Instant.now();
    return Duration.between(ProcessHandle.current().info().startInstant().orElse(now), now)
        .toMillis();
  }
}
