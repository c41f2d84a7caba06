package dev.verge.deploy.vendor.fastly;

import dev.verge.deploy.manifest.Manifest;
import dev.verge.deploy.store.StoredServiceVersion;
import java.time.Instant;
import java.util.Optional;

/**
 * A service's version with all that it holds.
 *
 * @param version what is known of it
 * @param manifest what it is to be: its domains are the hostnames, the function's own among them
 *     when it was named; private keys are readable
 * @param about the package that its module came in
 */
record Draft(StoredServiceVersion version, Manifest manifest, Optional<PackageInfo> about) {
  /** One that holds nothing yet. */
  static Draft empty(int number, Instant now) {
    return new Draft(StoredServiceVersion.draft(number, now), Manifest.DEFAULT, Optional.empty());
  }

  int number() {
    return version.number();
  }

  Draft with(StoredServiceVersion other) {
    return new Draft(other, manifest, about);
  }

  Draft with(Manifest other) {
    return new Draft(version, other, about);
  }

  Draft with(PackageInfo other) {
    return new Draft(version, manifest, Optional.of(other));
  }
}
