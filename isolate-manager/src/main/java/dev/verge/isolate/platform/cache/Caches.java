package dev.verge.isolate.platform.cache;

/** The caches of all tenants. Safe on any thread. */
public final class Caches {
  /**
   * @param bytesPerTenant the most that one tenant's objects may have together, in bytes
   */
  public Caches(long bytesPerTenant) {}
}
