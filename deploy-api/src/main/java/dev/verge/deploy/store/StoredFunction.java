package dev.verge.deploy.store;

import dev.verge.deploy.rollout.Rollout;
import dev.verge.isolate.FunctionId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A function as it is kept.
 *
 * @param id which one
 * @param active the number of the version that is deployed
 * @param rollout the version that is tried, or was the last to be
 * @param previous the number of the version that is gone back to: the last that was deployed, and
 *     not taken back since, beside the one that is deployed
 * @param revision how often the deployment was changed
 * @param versions all of them, oldest first
 */
public record StoredFunction(
    FunctionId id,
    OptionalInt active,
    Optional<Rollout> rollout,
    OptionalInt previous,
    long revision,
    List<StoredVersion> versions) {
  public StoredFunction {
    versions = List.copyOf(versions);
  }

  /** The version that is deployed. */
  public Optional<StoredVersion> activeVersion() {
    return active.isEmpty() ? Optional.empty() : version(active.getAsInt());
  }

  /** The version that is gone back to. */
  public Optional<StoredVersion> previousVersion() {
    return previous.isEmpty() ? Optional.empty() : version(previous.getAsInt());
  }

  /** The version that serves beside the one that is deployed. */
  public Optional<StoredVersion> canary() {
    return rollout.filter(Rollout::isCanary).flatMap(it -> version(it.version()));
  }

  /** One version. */
  public Optional<StoredVersion> version(int number) {
    return versions.stream().filter(version -> version.id().number() == number).findFirst();
  }
}
