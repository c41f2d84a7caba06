package dev.verge.deploy.store;

import dev.verge.deploy.audit.Change;
import dev.verge.deploy.audit.Outcome;
import dev.verge.isolate.FunctionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
   * @param change what the audit log is told; nothing for what only writes down what is so already
   */
  public void put(StoredService service, List<StoredDraft> drafts, Optional<Change> change) {
    database.write(
        handle -> {
          ServiceRows.put(handle, service);
          drafts.forEach(draft -> ServiceRows.put(handle, service.id(), draft));
          change.ifPresent(told -> AuditRows.append(handle, told, Outcome.DONE));
          return service;
        });
  }

  /**
   * Puts versions of a service in place of those of their numbers.
   *
   * @param now when this is
   * @param change as for the other
   */
  public void put(String service, Instant now, List<StoredDraft> drafts, Optional<Change> change) {
    database.write(
        handle -> {
          drafts.forEach(draft -> ServiceRows.put(handle, service, draft));
          ServiceRows.touch(handle, service, now);
          change.ifPresent(told -> AuditRows.append(handle, told, Outcome.DONE));
          return service;
        });
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
