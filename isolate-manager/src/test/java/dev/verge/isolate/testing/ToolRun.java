package dev.verge.isolate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a compiler from one source text to one binary. */
final class ToolRun {
  private ToolRun() {}

  /** Runs {@code command source -o binary}; the file names are added here. */
  static byte[] compile(List<String> command, String text, String suffix) {
    try {
      Path folder = Files.createTempDirectory("guest");
      Path source = folder.resolve("guest" + suffix);
      Path binary = folder.resolve("guest.wasm");
      try {
        Files.writeString(source, text);
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(source.toString(), "-o", binary.toString()));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
          throw new IllegalArgumentException(line + " failed: " + output);
        }
        return Files.readAllBytes(binary);
      } finally {
        Files.deleteIfExists(source);
        Files.deleteIfExists(binary);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          command.getFirst() + " could not be run; ./verge test installs it", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
