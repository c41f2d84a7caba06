package dev.verge.gateway.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The guests of {@code src/test/guests}, compiled once per run by the script beside them. */
public final class Guests {
  private static final Path FOLDER = built();

  private Guests() {}

  /** The binary of a guest. */
  public static Path path(String name) {
    Path path = FOLDER.resolve(name + ".wasm");
    if (!Files.exists(path)) {
      throw new IllegalArgumentException("There is no guest " + name);
    }
    return path;
  }

  static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path built() {
    Path folder = Path.of("target", "guests").toAbsolutePath();
    BuildScript.run(Path.of("src", "test", "guests", "build"), folder.toString());
    return folder;
  }
}
