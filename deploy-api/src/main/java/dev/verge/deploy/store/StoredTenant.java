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
public record StoredTenant(String name, Instant created, Quotas quotas, TenantUse use) {}
