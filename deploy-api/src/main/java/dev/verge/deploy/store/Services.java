package dev.verge.deploy.store;

import dev.verge.deploy.audit.Change;
import dev.verge.deploy.audit.Outcome;
import dev.verge.isolate.FunctionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * Functions as vendors' tools know them: services with numbered versions that are edited before
 * they are locked. Durable; safe on any thread, though who reads something, changes it and puts it
 * back lets nobody else do so meanwhile.
 *
 * <p>All methods throw {@link StoreException} when the disk or the database fails.
 */
public final class Services {
  private final Database database;

  Services(Database database) {
    this.database = database;
  }

  /** A tenant's services, oldest first. */
  public List<StoredService> list(String tenant) {
    return database.read(handle -> ServiceRows.services(handle, tenant));
  }

  /** One service. */
  public Optional<StoredService> find(String id) {
    return database.read(handle -> ServiceRows.service(handle, id));
  }

  /** A service's versions, by number. */
  public List<StoredServiceVersion> versions(String service) {
    return database.read(handle -> ServiceRows.versions(handle, service));
  }

  /** One version of a service. */
  public Optional<StoredDraft> draft(String service, int number) {
    return database.read(handle -> ServiceRows.draft(handle, service, number));
  }

  /** The service that a function is. */
  public Optional<StoredService> of(FunctionId function) {
    return database.read(handle -> ServiceRows.service(handle, function));
  }

  /**
   * Makes a service with versions, or changes one's name and comment.
   *
   * @param gone numbers of versions that are removed
   * @param change what the audit log is told; nothing for what only writes down what is so already,
   *     which no quota keeps out
   * @throws QuotaExceededException when the tenant would have more than it may
   */
  public void put(
      StoredService service, List<StoredDraft> drafts, Set<Integer> gone, Optional<Change> change) {
    write(
        service,
        change,
        handle -> {
          ServiceRows.put(handle, service);
          change(handle, service, drafts, gone);
        });
  }

  /**
   * Puts versions of a service in place of those of their numbers.
   *
   * @param now when this is
   * @param gone numbers of versions that are removed
   * @param change what the audit log is told
   * @throws QuotaExceededException when the tenant would have more than it may
   */
  public void put(
      StoredService service,
      Instant now,
      List<StoredDraft> drafts,
      Set<Integer> gone,
      Change change) {
    write(
        service,
        Optional.of(change),
        handle -> {
          change(handle, service, drafts, gone);
          ServiceRows.touch(handle, service.id(), now);
        });
  }

  private static void change(
      Handle handle, StoredService service, List<StoredDraft> drafts, Set<Integer> gone) {
    gone.forEach(number -> ServiceRows.delete(handle, service.id(), number));
    drafts.forEach(draft -> ServiceRows.put(handle, service.id(), draft));
  }

  private void write(StoredService service, Optional<Change> change, Consumer<Handle> step) {
    database.write(
        handle -> {
          Optional<StoredTenant> before = tenant(handle, service);
          step.accept(handle);
          change.ifPresent(
              told -> {
                before.ifPresent(
                    it ->
                        it.requireRoomFor(tenant(handle, service).orElse(it).use().storedBytes()));
                AuditRows.append(handle, told, Outcome.DONE);
              });
          return service;
        });
  }

  private static Optional<StoredTenant> tenant(Handle handle, StoredService service) {
    return TenantRows.tenant(handle, service.function().tenant());
  }

  /**
   * Removes a service with its versions; the function stays as it is.
   *
   * @param change what the audit log is told
   */
  public void delete(String service, Change change) {
    database.write(
        handle -> {
          ServiceRows.delete(handle, service);
          AuditRows.append(handle, change, Outcome.DONE);
          return service;
        });
  }
}
