package dev.verge.gateway.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.gateway.Http;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Viceroy's command line as a process, alone and under Fastly's real command line. */
class ViceroyProcessTest {
  private static final Duration START = Duration.ofMinutes(2);

  /** Of npm's package {@code @fastly/cli}. */
  private static final String CLI_VERSION = "16.1.0";

  @TempDir Path directory;
  private final List<Process> started = new ArrayList<>();
  private Path viceroy;
  private Path project;

  @BeforeEach
  void layOut() throws IOException {
    project = LocalGuest.project(directory.resolve("project"), "hello from a project");
    viceroy = directory.resolve("viceroy");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), ViceroyMain.class.getName()));
    String words = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    Files.writeString(viceroy, "#!/bin/sh\nexec " + words + " \"$@\"\n");
    assertThat(viceroy.toFile().setExecutable(true)).isTrue();
  }

  @AfterEach
  void endProcesses() {
    started.forEach(
        process -> {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        });
  }

  @Test
  void aRunHasTheProgramsOutputAndExitCode() throws Exception {
    Process process =
        start("run", List.of(viceroy.toString(), "run", "bin/main.wasm", "--", "-test.v", "two"));

    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(read("run")).contains("argument -test.v\nargument two\n");
  }

  @Test
  void aRunWithoutARequestSeesAnEmptyOneAndMayAnswerIt() throws Exception {
    Process process =
        start(
            "run",
            List.of(
                viceroy.toString(), "run", "-C", "fastly.toml", "--log-stdout", "bin/main.wasm"));

    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(read("run"))
        .contains("stdout :: greeted with hello from a project\n", "tales :: a line\n");
  }

  @Test
  void theVersionHasTheFormThatFastlysCommandLineReads() throws Exception {
    Process process = start("version", List.of(viceroy.toString(), "--version"));

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(read("version").lines())
        .anyMatch(line -> line.matches("viceroy \\d+\\.\\d+\\.\\d+"));
  }

  @Test
  void aServerStopsInOrderWhenItIsAsked() throws Exception {
    int port = freePort();
    Process process =
        start(
            "serve",
            List.of(
                viceroy.toString(),
                "-v",
                "-C",
                "fastly.toml",
                "--addr",
                "127.0.0.1:" + port,
                "--local-pushpin-proxy-port=7677",
                "bin/main.wasm"));
    assertThat(answer("serve", port)).contains("hello from a project");
    assertThat(read("serve")).contains("INFO Listening on http://127.0.0.1:" + port);

    process.destroy();

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(read("serve")).contains("--local-pushpin-proxy-port has no effect here");
  }

  @Test
  void aMissingModuleAndAWrongAddressAreWrongUsage() throws Exception {
    Process missing = start("missing", List.of(viceroy.toString(), "nowhere.wasm"));
    assertThat(missing.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(missing.exitValue()).isEqualTo(2);
    assertThat(read("missing")).contains("nowhere.wasm: No such file or directory");

    Process wrong =
        start("wrong", List.of(viceroy.toString(), "--addr", "999.0.0.1:7676", "bin/main.wasm"));
    assertThat(wrong.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(wrong.exitValue()).isEqualTo(2);
    assertThat(read("wrong")).contains("invalid socket address syntax");
  }

  @Test
  void fastlysOwnCommandLineServesAProjectWithIt() throws Exception {
    int port = freePort();
    start(
        "cli",
        List.of(
            fastly().toString(),
            "compute",
            "serve",
            "--verbose",
            "--non-interactive",
            "--skip-build",
            "--metadata-disable",
            "--viceroy-path",
            viceroy.toString(),
            "--addr",
            "127.0.0.1:" + port));

    assertThat(answer("cli", port)).contains("hello from a project");
    assertThat(read("cli"))
        .contains("Viceroy version: viceroy ")
        .contains("Listening on http://127.0.0.1:" + port);
    await().atMost(START).until(() -> read("cli").contains("tales :: a line"));
  }

  /** Installed once, from npm. */
  private static Path fastly() throws IOException, InterruptedException {
    Path folder = Path.of("target", "fastly-cli").toAbsolutePath();
    Path program = folder.resolve("node_modules/.bin/fastly");
    if (!Files.exists(program)) {
      Files.createDirectories(folder);
      Process npm =
          new ProcessBuilder(
                  "npm",
                  "install",
                  "--no-audit",
                  "--no-fund",
                  "--prefix",
                  folder.toString(),
                  "@fastly/cli@" + CLI_VERSION)
              .redirectErrorStream(true)
              .start();
      String said = new String(npm.getInputStream().readAllBytes(), UTF_8);
      assertThat(npm.waitFor()).as(said).isZero();
    }
    return program;
  }

  private Process start(String name, List<String> command) throws IOException {
    File output = directory.resolve(name + ".out").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output);
    // Where Fastly's command line keeps its settings.
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("XDG_CONFIG_HOME", directory.toString());
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private String answer(String name, int port) throws IOException {
    URI url = URI.create("http://127.0.0.1:" + port);
    await()
        .atMost(START)
        .until(() -> read(name).contains("INFO Listening on http://127.0.0.1:" + port));
    return Http.get(url, "127.0.0.1", "/");
  }

  private String read(String name) throws IOException {
    return Files.readString(directory.resolve(name + ".out"), UTF_8);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
