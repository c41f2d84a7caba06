package dev.verge.isolate.pool;

import dev.verge.isolate.engine.MemoryAccount;
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

  /** Opens an account for one run of a tenant's guest. */
  Charge open(String tenant) {
    // Tenants are few and stay: an entry is never removed, so that no charge can be lost.
    return new Charge(byTenant.computeIfAbsent(tenant, ignored -> new AtomicLong()));
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

  /** What one run has taken. Used by its guest's thread. */
  final class Charge implements MemoryAccount, AutoCloseable {
    private final AtomicLong tenantUsed;
    private long held;

    private Charge(AtomicLong tenantUsed) {
      this.tenantUsed = tenantUsed;
    }

    @Override
    public boolean grow(long bytes) {
      if (!take(tenantUsed, bytes, tenantShare)) {
        return false;
      }
      if (!take(used, bytes, total)) {
        tenantUsed.addAndGet(-bytes);
        return false;
      }
      held += bytes;
      return true;
    }

    long heldBytes() {
      return held;
    }

    @Override
    public void close() {
      tenantUsed.addAndGet(-held);
      used.addAndGet(-held);
      held = 0;
    }
  }
}
