package dev.verge.deploy.access;

import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.audit.Change;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.Accounts;
import dev.verge.deploy.store.Quotas;
import dev.verge.deploy.store.StoredTenant;
import dev.verge.isolate.platform.PlatformServices;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tenants. Safe on any thread; methods block on the disk, and throw {@link ProblemException}
 * when what is asked cannot be granted.
 */
public final class Tenants {
  private final Accounts accounts;
  private final PlatformServices services;
  private final Tokens tokens;

  /**
   * The tenants of a store.
   *
   * @param services where tenants may have data
   * @param tokens forgets those of tenants that are gone
   */
  public Tenants(Accounts accounts, PlatformServices services, Tokens tokens) {
    this.accounts = accounts;
    this.services = services;
    this.tokens = tokens;
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
    return accounts.put(
        tenant, quotas, change.with(quotas.map(wanted -> "quotas " + told(wanted)).orElse("")));
  }

  /**
   * Lets a caller put something into a tenant, which comes to be when it is the caller's to make.
   */
  public void enter(Caller caller, String tenant) {
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
   * Removes a tenant that has nothing any more, its tokens, and what is cached for it.
   *
   * @param change who does this
   */
  public void delete(String tenant, Change change) {
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
    if (left.isEmpty() && !accounts.delete(tenant, change)) {
      // Somebody was faster, with a function or with the same wish.
      tenant(tenant);
      left.add("functions");
    }
    if (!left.isEmpty()) {
      throw new ProblemException(
          ProblemType.TENANT_NOT_EMPTY,
          "The tenant %s still has %s. Delete them first."
              .formatted(tenant, String.join(" and ", left)));
    }
    tokens.forget(tenant);
    // Whoever has the name next is somebody else.
    services.caches().of(tenant).purgeAll(false);
  }

  private static String told(Quotas quotas) {
    return "functions %s, stored_bytes %s"
        .formatted(
            quotas.functions().isPresent() ? quotas.functions().getAsInt() : "without limit",
            quotas.storedBytes().isPresent() ? quotas.storedBytes().getAsLong() : "without limit");
  }

  private static ProblemException noSuchTenant(String tenant) {
    return new ProblemException(
        ProblemType.NO_SUCH_TENANT,
        "There is no tenant %s. Make it first: ./verge tenant create %s".formatted(tenant, tenant));
  }
}
