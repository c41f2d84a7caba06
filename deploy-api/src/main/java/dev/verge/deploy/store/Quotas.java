package dev.verge.deploy.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.verge.isolate.pool.TenantLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How much a tenant may have; what is left out has no limit.
 *
 * @param functions how many functions
 * @param storedBytes modules, assets and manifests of all versions together, those of services too,
 *     in bytes; equal files count once, manifests each
 * @param memoryBytes linear memory of all running guests together, in bytes
 * @param cpuMsPerRequest CPU time of each request, in ms; at least 1
 * @param cpuMsPerMinute CPU time of all requests of a minute together, in ms
 * @param inFlight requests that are served at once
 */
public record Quotas(
    OptionalInt functions,
    @JsonProperty("stored_bytes") OptionalLong storedBytes,
    @JsonProperty("memory_bytes") OptionalLong memoryBytes,
    @JsonProperty("cpu_ms_per_request") OptionalLong cpuMsPerRequest,
    @JsonProperty("cpu_ms_per_minute") OptionalLong cpuMsPerMinute,
    @JsonProperty("in_flight") OptionalInt inFlight) {
  /** No limits. */
  public static final Quotas NONE =
      new Quotas(
          OptionalInt.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalInt.empty());

  public Quotas {
    functions = functions == null ? OptionalInt.empty() : functions;
    storedBytes = storedBytes == null ? OptionalLong.empty() : storedBytes;
    memoryBytes = memoryBytes == null ? OptionalLong.empty() : memoryBytes;
    cpuMsPerRequest = cpuMsPerRequest == null ? OptionalLong.empty() : cpuMsPerRequest;
    cpuMsPerMinute = cpuMsPerMinute == null ? OptionalLong.empty() : cpuMsPerMinute;
    inFlight = inFlight == null ? OptionalInt.empty() : inFlight;
  }

  /** Whether every limit is in its range. */
  public boolean areSound() {
    return cpuMsPerRequest.orElse(1) >= 1
        && byName().values().stream().allMatch(limit -> limit >= 0);
  }

  /** What there is a limit for, by its name in documents. */
  public Map<String, Long> byName() {
    Map<String, Long> limits = new LinkedHashMap<>();
    functions.ifPresent(limit -> limits.put("functions", (long) limit));
    storedBytes.ifPresent(limit -> limits.put("stored_bytes", limit));
    memoryBytes.ifPresent(limit -> limits.put("memory_bytes", limit));
    cpuMsPerRequest.ifPresent(limit -> limits.put("cpu_ms_per_request", limit));
    cpuMsPerMinute.ifPresent(limit -> limits.put("cpu_ms_per_minute", limit));
    inFlight.ifPresent(limit -> limits.put("in_flight", (long) limit));
    return limits;
  }

  /** Those that hold while functions run. */
  public TenantLimits running() {
    return new TenantLimits(memoryBytes, cpuMsPerRequest, cpuMsPerMinute, inFlight);
  }
}
