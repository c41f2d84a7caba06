package dev.verge.gateway.compute;

import dev.verge.gateway.e2e.BuildScript;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The guests of {@code src/test/compute-guests}, built by the script beside them; what was built
 * from the same source is kept from run to run.
 */
public final class ComputeGuests {
  private static final Path SOURCES = Path.of("src", "test", "compute-guests");
  private static final Path FOLDER = Path.of("target", "compute-guests").toAbsolutePath();

  private ComputeGuests() {}

  /** The binary of a guest, such as {@code rust} or {@code js-http-cache}. */
  public static synchronized Path path(String name) {
    String language = name.equals("every") ? "c" : name.replaceFirst("-.*", "");
    BuildScript.run(SOURCES.resolve("build"), FOLDER.toString(), language);
    Path path = FOLDER.resolve(name + ".wasm");
    if (!Files.exists(path)) {
      throw new IllegalArgumentException("There is no guest " + name);
    }
    return path;
  }
}
