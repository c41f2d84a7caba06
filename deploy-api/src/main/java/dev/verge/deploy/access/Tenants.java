package dev.verge.deploy.access;

import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.audit.Change;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.Accounts;
import dev.verge.deploy.store.Quotas;
import dev.verge.deploy.store.StoredTenant;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.pool.TenantAccounts;
import dev.verge.isolate.pool.TenantLimits;
import dev.verge.isolate.pool.TenantLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The tenants. Safe on any thread; methods block on the disk, and throw {@link ProblemException}
 * when what is asked cannot be granted.
 */
public final class Tenants {
  private final Accounts accounts;
  private final PlatformServices services;
  private final Tokens tokens;
  private final TenantAccounts running;

  /** Held to delete a tenant; shared by those who put something into one. */
  private final ReentrantReadWriteLock deleting = new ReentrantReadWriteLock();

  /**
   * The tenants of a store, whose quotas hold from now on.
   *
   * @param services where tenants may have data
   * @param tokens forgets those of tenants that are gone
   * @param running holds running functions to the quotas
   */
  public Tenants(
      Accounts accounts, PlatformServices services, Tokens tokens, TenantAccounts running) {
    this.accounts = accounts;
    this.services = services;
    this.tokens = tokens;
    this.running = running;
    accounts.tenants().forEach(tenant -> running.limit(tenant.name(), tenant.quotas().running()));
  }

  /** The tenants that are a caller's business, by name. */
  public List<StoredTenant> list(Caller caller) {
    return accounts.tenants().stream().filter(tenant -> caller.sees(tenant.name())).toList();
  }

  /** One tenant. */
  public StoredTenant tenant(String tenant) {
    return accounts.tenant(tenant).orElseThrow(() -> noSuchTenant(tenant));
  }

  /**
   * Makes a tenant, unless it is there.
   *
   * @param quotas in place of those that it has; as they are when empty
   * @param change who does this
   * @return whether it was made
   */
  public boolean put(String tenant, Optional<Quotas> quotas, Change change) {
    boolean made =
        accounts.put(
            tenant, quotas, change.with(quotas.map(wanted -> "quotas " + told(wanted)).orElse("")));
    limit(tenant);
    return made;
  }

  /** What a tenant's running functions use now. */
  public TenantLoad load(String tenant) {
    return running.load(tenant);
  }

  /** Reads what is stored, so that of changes at the same time the last one holds. */
  private synchronized void limit(String tenant) {
    running.limit(
        tenant,
        accounts.tenant(tenant).map(there -> there.quotas().running()).orElse(TenantLimits.NONE));
  }

  /**
   * Lets a caller put something into a tenant, which comes to be when it is the caller's to make,
   * and is not deleted meanwhile.
   *
   * @param put makes a store that keeps the tenant from being deleted; takes no long time, and no
   *     other turn of this object
   * @return what it returns
   */
  public <T> T enter(Caller caller, String tenant, Supplier<T> put) {
    deleting.readLock().lock();
    try {
      require(caller, tenant);
      return put.get();
    } finally {
      deleting.readLock().unlock();
    }
  }

  private void require(Caller caller, String tenant) {
    if (accounts.tenant(tenant).isPresent()) {
      return;
    }
    if (!caller.makesTenants()) {
      throw noSuchTenant(tenant);
    }
    accounts.put(
        tenant,
        Optional.empty(),
        Change.of(caller.actor(), AuditAction.TENANT_PUT).in(tenant).with("by its first store"));
  }

  /**
   * Removes a tenant that has nothing any more, its tokens, and what is cached for it. Guests of
   * functions that it had are stopped first: one that runs on would be a guest of whoever has the
   * name next.
   *
   * @param change who does this
   */
  public void delete(String tenant, Change change) {
    if (tenant(tenant).use().functions() > 0) {
      // Nobody's requests are stopped for the asking.
      requireEmpty(tenant);
    }
    boolean deleted = false;
    try {
      if (!shutOut(tenant)) {
        throw notEmpty(tenant, "requests that run, which are being stopped. Try again in a moment");
      }
      deleting.writeLock().lock();
      try {
        deleteAlone(tenant, change);
      } finally {
        deleting.writeLock().unlock();
      }
      deleted = true;
    } finally {
      if (!deleted) {
        running.letIn(tenant);
      }
    }
  }

  private boolean shutOut(String tenant) {
    try {
      return running.shutOut(tenant);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(ProblemType.STOPPING, "The control plane is stopping.");
    }
  }

  private void deleteAlone(String tenant, Change change) {
    requireEmpty(tenant);
    if (!accounts.delete(tenant, change)) {
      // Somebody was faster, with a function or with the same wish.
      tenant(tenant);
      throw notEmpty(tenant, "functions. Delete them first");
    }
    tokens.forget(tenant);
    limit(tenant);
    // Whoever has the name next is somebody else.
    services.caches().of(tenant).purgeAll(false);
    services.rateLimits().forget(tenant);
  }

  private void requireEmpty(String tenant) {
    StoredTenant there = tenant(tenant);
    List<String> left = new ArrayList<>();
    if (there.use().functions() > 0) {
      left.add("functions");
    }
    if (!services.kvStores().list(tenant).isEmpty()) {
      left.add("KV stores");
    }
    if (!services.secretStores().stores(tenant).isEmpty()) {
      left.add("secret stores");
    }
    if (!services.liveData().configStores().list(tenant).isEmpty()) {
      left.add("config stores");
    }
    if (!services.liveData().acls().list(tenant).isEmpty()) {
      left.add("access control lists");
    }
    if (!left.isEmpty()) {
      throw notEmpty(tenant, String.join(" and ", left) + ". Delete them first");
    }
  }

  private static ProblemException notEmpty(String tenant, String what) {
    return new ProblemException(
        ProblemType.TENANT_NOT_EMPTY, "The tenant %s still has %s.".formatted(tenant, what));
  }

  private static String told(Quotas quotas) {
    return quotas.byName().isEmpty()
        ? "without limits"
        : quotas.byName().entrySet().stream()
            .map(quota -> quota.getKey() + " " + quota.getValue())
            .collect(Collectors.joining(", "));
  }

  private static ProblemException noSuchTenant(String tenant) {
    return new ProblemException(
        ProblemType.NO_SUCH_TENANT,
        "There is no tenant %s. Make it first: ./verge tenant create %s".formatted(tenant, tenant));
  }
}
