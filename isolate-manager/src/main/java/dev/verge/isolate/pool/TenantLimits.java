package dev.verge.isolate.pool;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What all functions of a tenant may use while they run; what is left out has no limit.
 *
 * @param memoryBytes linear memory of all running guests together, in bytes; idle isolates, which
 *     the platform closes as it likes, do not count
 * @param cpuMillisPerRequest CPU time of each request, in ms; the lower one of this and the
 *     version's own limit counts. At least 1.
 * @param cpuMillisPerMinute CPU time of all requests of the last minute together, in ms; requests
 *     in progress when it is used up end as they would
 * @param inFlight requests that are served at once
 */
public record TenantLimits(
    OptionalLong memoryBytes,
    OptionalLong cpuMillisPerRequest,
    OptionalLong cpuMillisPerMinute,
    OptionalInt inFlight) {
  /** No limits. */
  public static final TenantLimits NONE =
      new TenantLimits(
          OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalInt.empty());
}
