package dev.verge.deploy.manifest;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.verge.isolate.Limits;
import java.time.Duration;

/**
 * {@link Limits} in the units and names of a manifest.
 *
 * @param memoryBytes linear memory of one instance, in bytes
 * @param wallMs wall-clock deadline of a request, in milliseconds
 * @param cpuMs CPU deadline of a request, in milliseconds
 * @param requestBytes a request's body, in bytes
 * @param responseBytes a response's body, in bytes
 * @param inFlight requests of the version at once
 * @param logBytes what a request may log, in bytes
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ManifestLimits(
    long memoryBytes,
    long wallMs,
    long cpuMs,
    long requestBytes,
    long responseBytes,
    int inFlight,
    long logBytes) {

  /** {@link Limits#DEFAULT}. */
  public static final ManifestLimits DEFAULT = of(Limits.DEFAULT);

  private static ManifestLimits of(Limits limits) {
    return new ManifestLimits(
        limits.memoryBytes(),
        limits.wallClock().toMillis(),
        limits.cpu().toMillis(),
        limits.requestBytes(),
        limits.responseBytes(),
        limits.inFlight(),
        limits.logBytes());
  }

  /**
   * @throws IllegalArgumentException when a limit is not positive; the message names it
   */
  Limits toLimits() {
    return new Limits(
        memoryBytes,
        Duration.ofMillis(wallMs),
        Duration.ofMillis(cpuMs),
        requestBytes,
        responseBytes,
        inFlight,
        logBytes);
  }
}
