package dev.verge.deploy.manifest;

import java.util.Optional;

/**
 * Where a log endpoint writes.
 *
 * @param file whether it has a file of its own beside the function's log; there once made
 */
public record ManifestLogEndpoint(Optional<Boolean> file) {
  public ManifestLogEndpoint {
    file = Optional.of(file.orElse(false));
  }
}
