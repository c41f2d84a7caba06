package dev.verge.loadtest;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a running platform leaves in its home directory for those who want to reach it.
 *
 * @param directory {@code $VERGE_HOME}
 */
record Home(Path directory) {
  private static final URI DEFAULT_CONTROL_PLANE = URI.create("http://127.0.0.1:8788");

  /** Where the control plane listens: as the platform wrote it down, or else by default. */
  URI controlPlane() {
    return read("control-plane.url").map(URI::create).orElse(DEFAULT_CONTROL_PLANE);
  }

  /** The root token, when there is one that this user may read. */
  Optional<String> rootToken() {
    return read("root-token");
  }

  private Optional<String> read(String name) {
    Path file = directory.resolve(name);
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      throw new BenchException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
