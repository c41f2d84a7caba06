package dev.verge.deploy.catalogue;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Lets only so many of each tenant in at once, so that nobody takes alone what all share; others
 * wait, in the order in which they came. Safe on any thread.
 */
public final class TenantPlaces {
  private final int each;

  /** Tenants are few and stay. */
  private final ConcurrentHashMap<String, Semaphore> byTenant = new ConcurrentHashMap<>();

  /**
   * @param each how many of a tenant at once; at least 1
   */
  public TenantPlaces(int each) {
    this.each = each;
  }

  /** Waits for a place. */
  public Place take(String tenant) {
    Semaphore places = byTenant.computeIfAbsent(tenant, _ -> new Semaphore(each, true));
    places.acquireUninterruptibly();
    return places::release;
  }

  /** One that was taken; closed once. */
  @FunctionalInterface
  public interface Place extends AutoCloseable {
    @Override
    void close();
  }
}
