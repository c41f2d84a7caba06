package dev.verge.deploy.store;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * A version of a service: a draft until it is locked.
 *
 * @param number from 1 in each service
 * @param comment what its owner says of it
 * @param created when it came to be
 * @param updated when it was changed last
 * @param locked whether it can be changed no more
 * @param activated whether {@code version} is what it became when it was activated
 * @param version the function's version that has its module; none before one was uploaded
 */
public record StoredServiceVersion(
    int number,
    String comment,
    Instant created,
    Instant updated,
    boolean locked,
    boolean activated,
    OptionalInt version) {
  /** A draft without a module. */
  public static StoredServiceVersion draft(int number, Instant now) {
    return new StoredServiceVersion(number, "", now, now, false, false, OptionalInt.empty());
  }

  /** The same, changed at some time. */
  public StoredServiceVersion at(Instant now) {
    return new StoredServiceVersion(number, comment, created, now, locked, activated, version);
  }

  /** The same with another comment. */
  public StoredServiceVersion withComment(String other) {
    return new StoredServiceVersion(number, other, created, updated, locked, activated, version);
  }

  /** The same with another module. */
  public StoredServiceVersion withVersion(int other) {
    return new StoredServiceVersion(
        number, comment, created, updated, locked, activated, OptionalInt.of(other));
  }

  /** The same, which can be changed no more. */
  public StoredServiceVersion locking() {
    return new StoredServiceVersion(number, comment, created, updated, true, activated, version);
  }

  /** The same as it is when it has served. */
  public StoredServiceVersion activating() {
    return new StoredServiceVersion(number, comment, created, updated, true, true, version);
  }
}
