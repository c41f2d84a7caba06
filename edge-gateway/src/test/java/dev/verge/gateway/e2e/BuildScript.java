package dev.verge.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A script that builds guests with real toolchains. */
public final class BuildScript {
  private BuildScript() {}

  /**
   * Runs a script that builds guests.
   *
   * @throws AssertionError with all that it said when it fails, as it does without its toolchain
   */
  public static void run(Path script, String... arguments) {
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
}
