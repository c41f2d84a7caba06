package dev.verge.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that ran to its end.
 *
 * @param words the program and its arguments
 * @param status its exit status
 * @param output what it wrote on standard output, without the last line break
 * @param errors what it wrote on standard error, likewise
 */
record Command(List<String> words, int status, String output, String errors) {
  /** The exit status of our scripts for: not on this machine. */
  static final int NOT_HERE = 77;

  /** Runs a program; kills it and throws when it takes longer than the limit. */
  static Command run(Duration limit, Map<String, String> environment, List<String> words) {
    try {
      Path output = Files.createTempFile("verge-output", ".txt");
      Path errors = Files.createTempFile("verge-errors", ".txt");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(words)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
          throw new IllegalStateException(
              "not done after " + limit + ": " + words + "\n" + Files.readString(errors));
        }
        return new Command(
            List.copyOf(words),
            process.exitValue(),
            Files.readString(output).stripTrailing(),
            Files.readString(errors).stripTrailing());
      } finally {
        Files.delete(output);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + words, e);
    }
  }

  /** Whether the machine has a program of that name on its path. */
  static boolean exists(String program) {
    return run(Duration.ofSeconds(10), Map.of(), List.of("sh", "-c", "command -v \"$0\"", program))
            .status()
        == 0;
  }

  /** This command, if it ended well; throws what it wrote otherwise. */
  Command succeeded() {
    if (status != 0) {
      throw new IllegalStateException(
          words + " ended with status " + status + "\n" + output + "\n" + errors);
    }
    return this;
  }
}
