package dev.verge.deploy.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * A tenant as the control plane tells it.
 *
 * @param tenant its name
 * @param created when it came to be
 * @param quotas how much it may have, by kind; what is not in it has no limit
 * @param use how much it has
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record TenantDocument(String tenant, String created, Map<String, Long> quotas, Use use) {
  TenantDocument {
    quotas = quotas == null ? Map.of() : Map.copyOf(quotas);
  }

  /**
   * How much a tenant has.
   *
   * @param functions how many
   * @param versions of all functions
   * @param storedBytes modules, assets and manifests together
   * @param memoryBytes of running guests
   * @param cpuMsLastMinute CPU time of guests in the last minute, in ms
   * @param inFlight requests that are served
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Use(
      long functions,
      long versions,
      @JsonProperty("stored_bytes") long storedBytes,
      @JsonProperty("memory_bytes") long memoryBytes,
      @JsonProperty("cpu_ms_last_minute") long cpuMsLastMinute,
      @JsonProperty("in_flight") long inFlight) {}
}
