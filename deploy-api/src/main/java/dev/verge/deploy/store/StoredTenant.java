package dev.verge.deploy.store;

import java.time.Instant;

/**
 * A tenant as it is kept.
 *
 * @param name its name
 * @param created when it came to be, to the millisecond
 * @param quotas how much it may have
 * @param use how much it has
 */
public record StoredTenant(String name, Instant created, Quotas quotas, TenantUse use) {
  /**
   * Checks that the tenant may have so much in the store; what makes it less is always let in.
   *
   * @throws QuotaExceededException when it may not
   */
  void requireRoomFor(long bytes) {
    quotas
        .storedBytes()
        .ifPresent(
            limit -> {
              if (bytes > limit && bytes > use.storedBytes()) {
                throw new QuotaExceededException(
                    name, "stored_bytes", limit, use.storedBytes(), bytes);
              }
            });
  }
}
