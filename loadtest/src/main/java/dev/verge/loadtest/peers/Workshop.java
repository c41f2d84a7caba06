package dev.verge.loadtest.peers;

import dev.verge.loadtest.BenchException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where things lie and are built: by {@code loadtest/peers/build}, each unit once in a run.
 *
 * @param root the source tree, with {@code ./verge}
 * @param built where the units are built
 * @param logs where this run's logs go
 * @param problems of the units that were built so far: empty for those that could be
 */
record Workshop(Path root, Path built, Path logs, Map<String, Optional<String>> problems) {
  Workshop(Path root, Path built, Path logs) {
    this(root, built.toAbsolutePath(), logs.toAbsolutePath(), new HashMap<>());
    try {
      Files.createDirectories(this.built);
      Files.createDirectories(this.logs);
    } catch (IOException e) {
      throw new BenchException("A folder could not be made: " + e, e);
    }
  }

  /** Builds a unit, unless that was tried before; tells why it could not be built. */
  Optional<String> problem(String unit) {
    return problems.computeIfAbsent(unit, this::build);
  }

  /** What a unit's build left, such as {@code workerd/version}. */
  Path file(String path) {
    return built.resolve(path);
  }

  Path log(String name) {
    return logs.resolve(name + ".log");
  }

  /** The version of a peer that was built. */
  Optional<String> version(String unit) {
    try {
      Path file = file(unit).resolve("version");
      return Files.isReadable(file)
          ? Optional.of(Files.readString(file).strip())
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private Optional<String> build(String unit) {
    Path log = log("build-" + unit);
    var builder =
        new ProcessBuilder(
                root.resolve("loadtest/peers/build").toString(), "--out", built.toString(), unit)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    try {
      Process process = builder.start();
      return process.waitFor() == 0
          ? Optional.empty()
          : Optional.of("it could not be built: " + PeerProcess.lastLines(log));
    } catch (IOException e) {
      return Optional.of("its build could not be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted while building " + unit, e);
    }
  }

  /** Why one of several units could not be built. */
  Optional<String> problem(List<String> units) {
    return units.stream().map(this::problem).flatMap(Optional::stream).findFirst();
  }
}
