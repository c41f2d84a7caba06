package dev.verge.isolate.pool;

import java.util.Locale;

/** What of {@link TenantLimits} a request can be refused or stopped for. */
public enum Quota {
  MEMORY_BYTES,
  CPU_MS_PER_REQUEST,
  CPU_MS_PER_MINUTE,
  IN_FLIGHT;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** As in documents and metrics: such as {@code in_flight}. */
  public String label() {
    return label;
  }
}
