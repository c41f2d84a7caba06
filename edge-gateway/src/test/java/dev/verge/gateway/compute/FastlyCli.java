package dev.verge.gateway.compute;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/**
 * Fastly's own command line, installed from npm as {@code src/test/fastly-cli} pins it, with a home
 * of its own. It is pointed at a control plane and can reach nothing else.
 */
final class FastlyCli {
  private static final Path SOURCES = Path.of("src", "test", "fastly-cli").toAbsolutePath();
  private static final Path FOLDER = Path.of("target", "fastly-cli").toAbsolutePath();
  private static final int MOST_MINUTES = 5;

  /** A port where nobody listens, so that what is for elsewhere goes nowhere. */
  private static final String NOWHERE = "http://127.0.0.1:9";

  private final Path home;
  private final Path project;
  private final Map<String, String> variables;

  /** How a command ended. */
  record Ended(int exit, String output) {}

  /**
   * @param home an empty folder for what the command line keeps
   * @param project where it is called
   */
  FastlyCli(Path home, Path project, URI controlPlane, String token) {
    install();
    this.home = home;
    this.project = project;
    String endpoint = controlPlane.resolve("/fastly").toString();
    this.variables =
        Map.ofEntries(
            Map.entry("FASTLY_API_ENDPOINT", endpoint),
            Map.entry("FASTLY_ACCOUNT_ENDPOINT", endpoint),
            Map.entry("FASTLY_API_TOKEN", token),
            Map.entry("FASTLY_USE_API_SIGNING_KEY", "1"),
            Map.entry("FASTLY_WASM_METADATA_DISABLE", "true"),
            Map.entry("GOMODCACHE", goEnvironment("GOMODCACHE")),
            Map.entry("GOCACHE", goEnvironment("GOCACHE")),
            Map.entry("HOME", home.toString()),
            Map.entry("XDG_CONFIG_HOME", home.toString()),
            Map.entry("HTTPS_PROXY", NOWHERE),
            Map.entry("HTTP_PROXY", NOWHERE));
  }

  /** A project as {@code src/test/fastly-cli/project} has it, with what it depends on at hand. */
  static Path project(Path folder) {
    try (var files = Files.list(SOURCES.resolve("project"))) {
      Files.createDirectories(folder);
      for (Path file : files.toList()) {
        Files.copy(
            file,
            folder.resolve(file.getFileName().toString()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ended(List.of("go", "mod", "download"), folder);
    return folder;
  }

  Ended run(String... arguments) {
    return runUntil(process -> {}, arguments);
  }

  /** Ends it, as Ctrl-C does, when it has said something. */
  Ended runUntil(String said, Runnable meanwhile, String... arguments) {
    return runUntil(
        process -> {
          Awaitility.await()
              .atMost(MOST_MINUTES, TimeUnit.MINUTES)
              .untilAsserted(
                  () -> {
                    meanwhile.run();
                    assertThat(Files.readString(output())).contains(said);
                  });
          // What npm installs is a script that starts the program.
          process.descendants().forEach(ProcessHandle::destroy);
        },
        arguments);
  }

  private Ended runUntil(Consumer<Process> told, String... arguments) {
    try {
      Process process = start(arguments);
      told.accept(process);
      assertThat(process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)).as("it ends").isTrue();
      return new Ended(process.exitValue(), Files.readString(output()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path output() {
    return home.resolve("output");
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(FOLDER.resolve(Path.of("node_modules", ".bin", "fastly")).toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output().toFile());
    builder.environment().putAll(variables);
    return builder.start();
  }

  private static synchronized void install() {
    try {
      Files.createDirectories(FOLDER);
      boolean same = true;
      for (String file : List.of("package.json", "package-lock.json")) {
        Path copy = FOLDER.resolve(file);
        same &=
            Files.exists(copy)
                && Files.readString(copy).equals(Files.readString(SOURCES.resolve(file)));
        Files.copy(SOURCES.resolve(file), copy, StandardCopyOption.REPLACE_EXISTING);
      }
      if (!same || !Files.exists(FOLDER.resolve("node_modules"))) {
        // Not "ci": the lock file has the binary of one platform, and that refuses the others.
        ended(List.of("npm", "install", "--no-audit", "--no-fund"), FOLDER);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String goEnvironment(String name) {
    return ended(List.of("go", "env", name), FOLDER).strip();
  }

  private static String ended(List<String> command, Path folder) {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
