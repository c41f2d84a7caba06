package dev.verge.isolate.platform.cache;

import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;

/** The caches of all tenants. Safe on any thread. */
public final class Caches {
  private final ConcurrentHashMap<String, TenantCache> caches = new ConcurrentHashMap<>();
  private final long bytesPerTenant;
  private final InstantSource clock;

  /**
   * @param bytesPerTenant the most that one tenant's objects may have together, in bytes
   */
  public Caches(long bytesPerTenant) {
    this(bytesPerTenant, InstantSource.system());
  }

  /** With a clock of the caller's. */
  public Caches(long bytesPerTenant, InstantSource clock) {
    this.bytesPerTenant = bytesPerTenant;
    this.clock = clock;
  }

  /** What time it is here. */
  public InstantSource clock() {
    return clock;
  }

  /** A tenant's cache; empty at first. */
  public TenantCache of(String tenant) {
    return caches.computeIfAbsent(tenant, ignored -> new TenantCache(bytesPerTenant, clock));
  }
}
