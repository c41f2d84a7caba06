package dev.verge.deploy.store;

import dev.verge.isolate.FunctionId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A function as it is kept.
 *
 * @param id which one
 * @param active the number of the version that is deployed
 * @param versions all of them, oldest first
 */
public record StoredFunction(FunctionId id, OptionalInt active, List<StoredVersion> versions) {
  public StoredFunction {
    versions = List.copyOf(versions);
  }

  /** The version that is deployed. */
  public Optional<StoredVersion> activeVersion() {
    return active.isEmpty() ? Optional.empty() : version(active.getAsInt());
  }

  /** One version. */
  public Optional<StoredVersion> version(int number) {
    return versions.stream().filter(version -> version.id().number() == number).findFirst();
  }
}
