package dev.verge.gateway.local;

import dev.verge.gateway.e2e.BuildScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The guest {@code compute-local} of {@code src/test/guests}, in projects of its own. */
final class LocalGuest {
  static final Path MODULE = built();

  private LocalGuest() {}

  /** Makes a project whose program answers with a greeting. */
  static Path project(Path directory, String greeting) {
    try {
      Path module = directory.resolve("bin/main.wasm");
      Files.createDirectories(module.getParent());
      Files.copy(MODULE, module, StandardCopyOption.REPLACE_EXISTING);
      greet(directory, greeting);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives a project another greeting. */
  static void greet(Path project, String greeting) {
    write(
        project,
        """
        manifest_version = 3
        name = "Local"
        language = "other"

        [local_server.config_stores.settings]
        format = "inline-toml"
        contents.greeting = "%s"

        [[local_server.kv_stores.readings]]
        key = "stale"
        data = "3"

        [[local_server.secret_stores.keys]]
        key = "front-door"
        data = "under the mat"
        """
            .formatted(greeting));
  }

  static void write(Path project, String description) {
    try {
      Files.writeString(project.resolve("fastly.toml"), description);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path built() {
    Path folder = Path.of("target", "local-guests").toAbsolutePath();
    BuildScript.run(Path.of("src", "test", "guests", "build"), folder.toString(), "compute-local");
    return folder.resolve("compute-local.wasm");
  }
}
