package dev.verge.docker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Docker engine: the one that answers on this machine, or one of our own for as long as this is
 * open.
 */
final class DockerEngine implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Path directory;
  private final Map<String, String> environment;
  private final Optional<Process> own;

  private DockerEngine(Path directory, Map<String, String> environment, Optional<Process> own) {
    this.directory = directory;
    this.environment = environment;
    this.own = own;
  }

  /**
   * Finds or starts an engine. Skips the test when there can be none.
   *
   * @param directory of the engine's own and its images, if it is started
   */
  static DockerEngine open(Path directory) {
    if (Command.exists("docker")
        && Command.run(LIMIT, Map.of(), List.of("docker", "version")).status() == 0) {
      return new DockerEngine(directory, Map.of(), Optional.empty());
    }
    Path reason = directory.resolve("engine-reason.txt");
    try {
      Process process =
          new ProcessBuilder(Repository.script("engine").toString(), directory.toString())
              .redirectError(reason.toFile())
              .start();
      BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
      String host = output.readLine();
      if (host == null) {
        int status = process.waitFor();
        if (status == Command.NOT_HERE) {
          throw NotHere.because(Files.readString(reason).strip());
        }
        throw new IllegalStateException(
            "engine: status " + status + "\n" + Files.readString(reason));
      }
      return new DockerEngine(directory, Map.of("DOCKER_HOST", host), Optional.of(process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting an engine", e);
    }
  }

  /** Runs a docker command that may fail. */
  Command attempt(String... arguments) {
    return Command.run(
        LIMIT, environment, Stream.concat(Stream.of("docker"), Stream.of(arguments)).toList());
  }

  /** Runs a docker command that has to succeed, and gives its output. */
  String docker(String... arguments) {
    return attempt(arguments).succeeded().output();
  }

  /**
   * An image with a Java 25 runtime: the public one if it can be pulled, one made of this machine
   * otherwise. Skips the test when neither works.
   *
   * @return its name
   */
  String baseImage(String pulled, String made) {
    if (attempt("pull", pulled).status() == 0) {
      return pulled;
    }
    Command script =
        Command.run(
            LIMIT,
            environmentWithJava(),
            List.of(Repository.script("base-image").toString(), directory.toString(), made));
    if (script.status() == Command.NOT_HERE) {
      throw NotHere.because(script.errors());
    }
    script.succeeded();
    return made;
  }

  private Map<String, String> environmentWithJava() {
    return Stream.concat(
            environment.entrySet().stream(),
            Stream.of(Map.entry("JAVA_HOME", System.getProperty("java.home"))))
        .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public void close() {
    own.ifPresent(DockerEngine::end);
  }

  private static void end(Process process) {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroy();
        throw new IllegalStateException("the engine did not stop within a minute");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while stopping the engine", e);
    }
  }
}
