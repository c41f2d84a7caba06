package dev.verge.isolate.pool;

import dev.verge.isolate.engine.MemoryAccount;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The linear memory that all running guests have together, in bytes, and how much of it each tenant
 * has: no tenant can have more than half, so that one tenant alone never takes all.
 */
final class GuestMemoryBudget {
  private final long total;
  private final long tenantShare;
  private final AtomicLong used = new AtomicLong();
  private final ConcurrentHashMap<String, AtomicLong> byTenant = new ConcurrentHashMap<>();

  GuestMemoryBudget(long total) {
    this.total = total;
    this.tenantShare = total / 2;
  }

  /** Opens an account for one run of a tenant's guest that the platform wants. */
  Charge open(String tenant) {
    return new Charge(used(tenant), Optional.empty());
  }

  /** Opens an account for one run of a tenant's guest for a request, within the tenant's quota. */
  Charge open(String tenant, TenantAccount account) {
    return new Charge(used(tenant), Optional.of(account));
  }

  private AtomicLong used(String tenant) {
    // Tenants are few and stay: an entry is never removed, so that no charge can be lost.
    return byTenant.computeIfAbsent(tenant, ignored -> new AtomicLong());
  }

  /** Whether more than half is used, so that no guest should hold memory that only waits. */
  boolean scarce() {
    return used.get() > total / 2;
  }

  long usedBytes() {
    return used.get();
  }

  private static boolean take(AtomicLong account, long bytes, long most) {
    if (account.addAndGet(bytes) <= most) {
      return true;
    }
    account.addAndGet(-bytes);
    return false;
  }

  /** What one run has taken. Changed by its guest's thread alone. */
  final class Charge implements MemoryAccount, AutoCloseable {
    private final AtomicLong tenantUsed;
    private final Optional<TenantAccount> account;
    private final AtomicLong held = new AtomicLong();
    private boolean overQuota;

    private Charge(AtomicLong tenantUsed, Optional<TenantAccount> account) {
      this.tenantUsed = tenantUsed;
      this.account = account;
    }

    @Override
    public boolean grow(long bytes) {
      if (account.isPresent() && !account.get().take(bytes)) {
        overQuota = true;
        return false;
      }
      if (growWithinShare(bytes)) {
        held.addAndGet(bytes);
        return true;
      }
      account.ifPresent(tenant -> tenant.release(bytes));
      return false;
    }

    private boolean growWithinShare(long bytes) {
      if (!take(tenantUsed, bytes, tenantShare)) {
        return false;
      }
      if (!take(used, bytes, total)) {
        tenantUsed.addAndGet(-bytes);
        return false;
      }
      return true;
    }

    /** On any thread. */
    long heldBytes() {
      return held.get();
    }

    /** Whether memory was refused for the tenant's quota. */
    boolean overQuota() {
      return overQuota;
    }

    @Override
    public void close() {
      long all = held.getAndSet(0);
      account.ifPresent(tenant -> tenant.release(all));
      tenantUsed.addAndGet(-all);
      used.addAndGet(-all);
    }
  }
}
