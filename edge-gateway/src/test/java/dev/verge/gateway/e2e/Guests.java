package dev.verge.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The guests of {@code src/test/guests}, compiled once per run by the script beside them. */
final class Guests {
  private static final Path FOLDER = built();

  private Guests() {}

  /** The binary of a guest. */
  static Path path(String name) {
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

  /**
   * Runs a script that builds guests.
   *
   * @throws AssertionError with all that it said when it fails, as it does without its toolchain
   */
  static void build(Path script, String... arguments) {
    List<String> command = new ArrayList<>(List.of(script.toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      int exit = process.waitFor();
      if (exit != 0) {
        throw new AssertionError(
            "%s ended with %d. ./verge test installs what guests need, where it may.\n%s"
                .formatted(String.join(" ", command), exit, output));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path built() {
    Path folder = Path.of("target", "guests").toAbsolutePath();
    build(Path.of("src", "test", "guests", "build"), folder.toString());
    return folder;
  }
}
