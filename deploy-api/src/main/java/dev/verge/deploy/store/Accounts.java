package dev.verge.deploy.store;

import dev.verge.deploy.audit.AuditEntry;
import dev.verge.deploy.audit.AuditQuery;
import dev.verge.deploy.audit.Change;
import dev.verge.deploy.audit.Outcome;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tenants, access tokens and the audit log, durable. Every change is in the log by the transaction
 * that made it. Safe on any thread; methods block on the disk.
 *
 * <p>All methods throw {@link StoreException} when the disk or the database fails.
 */
public final class Accounts {
  private final Database database;

  Accounts(Database database) {
    this.database = database;
  }

  /** All tenants, by name. */
  public List<StoredTenant> tenants() {
    return database.read(TenantRows::tenants);
  }

  /** One tenant. */
  public Optional<StoredTenant> tenant(String tenant) {
    return database.read(handle -> TenantRows.tenant(handle, tenant));
  }

  /**
   * Makes a tenant, unless it is there. The log gets a line when something changes.
   *
   * @param quotas in place of those that it has; as they are when empty
   * @return whether it was made
   */
  public boolean put(String tenant, Optional<Quotas> quotas, Change change) {
    return database.write(
        handle -> {
          boolean made =
              TenantRows.make(handle, tenant, Instant.now().truncatedTo(ChronoUnit.MILLIS));
          quotas.ifPresent(wanted -> TenantRows.limit(handle, tenant, wanted));
          if (made || quotas.isPresent()) {
            AuditRows.append(handle, change, Outcome.DONE);
          }
          return made;
        });
  }

  /**
   * Removes a tenant without functions, and its tokens.
   *
   * @return whether it is gone; it is not when it has functions, or was not there
   */
  public boolean delete(String tenant, Change change) {
    return database.write(
        handle -> {
          boolean empty =
              TenantRows.tenant(handle, tenant)
                  .filter(there -> there.use().functions() == 0)
                  .isPresent();
          if (empty) {
            TenantRows.delete(handle, tenant);
            AuditRows.append(handle, change, Outcome.DONE);
          }
          return empty;
        });
  }

  /** All access tokens, oldest first. */
  public List<StoredToken> tokens() {
    return database.read(TokenRows::tokens);
  }

  /**
   * Keeps a token.
   *
   * @throws NoSuchTenantException when its tenant is not there
   */
  public void add(StoredToken token, Change change) {
    database.write(
        handle -> {
          token
              .tenant()
              .filter(tenant -> TenantRows.tenant(handle, tenant).isEmpty())
              .ifPresent(
                  tenant -> {
                    throw new NoSuchTenantException(tenant);
                  });
          TokenRows.insert(handle, token);
          AuditRows.append(handle, change, Outcome.DONE);
          return token;
        });
  }

  /**
   * Removes a token.
   *
   * @return whether it was there
   */
  public boolean revoke(String id, Change change) {
    return database.write(
        handle -> {
          boolean there = TokenRows.delete(handle, id);
          if (there) {
            AuditRows.append(handle, change, Outcome.DONE);
          }
          return there;
        });
  }

  /** Keeps when tokens, by their ids, were last used. */
  public void used(Map<String, Instant> times) {
    database.write(
        handle -> {
          TokenRows.used(handle, times);
          return times;
        });
  }

  /** Adds a line to the audit log. For changes that no transaction of the store makes. */
  public void append(Change change, Outcome outcome) {
    database.write(
        handle -> {
          AuditRows.append(handle, change, outcome);
          return change;
        });
  }

  /** A part of the audit log, newest first. */
  public List<AuditEntry> entries(AuditQuery query) {
    return database.read(handle -> AuditRows.entries(handle, query));
  }
}
