package dev.verge.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole process: what it prints, and how it ends. */
class UpProcessTest {
  private static final Pattern DATA_PLANE = Pattern.compile("data plane +(http://\\S+)");
  private static final Duration START = Duration.ofMinutes(2);

  @TempDir Path directory;
  private final List<Process> started = new ArrayList<>();
  private Path dist;

  @BeforeEach
  void layOutSamples() throws IOException {
    dist = directory.resolve("dist");
    Path sample = Files.createDirectories(dist.resolve("samples/hello-c"));
    for (String file : List.of("function.toml", "hello.wasm")) {
      Files.copy(Path.of("..", "functions", "hello-c", file), sample.resolve(file));
    }
  }

  @AfterEach
  void endProcesses() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void theFirstStartDeploysTheSamplesAndTellsWhereTheyAnswer() throws Exception {
    Process process = up("first");
    String banner = banner("first");

    URI dataPlane = dataPlane(banner);
    assertThat(banner)
        .contains("demo/hello", "curl -i http://hello.demo.localhost:" + dataPlane.getPort() + "/")
        .contains("root token: " + directory.resolve("home/root-token"));
    assertThat(Http.get(dataPlane, "hello.demo.localhost", "/")).contains("Hello, world!");

    process.destroy();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(directory.resolve("home/control-plane.url")).doesNotExist();
  }

  @Test
  void aSampleThatWasDeletedDoesNotComeBack() throws Exception {
    Process first = up("first");
    banner("first");
    run("delete", "hello", "--yes");
    first.destroy();
    assertThat(first.waitFor(1, TimeUnit.MINUTES)).isTrue();

    up("second");

    assertThat(banner("second")).contains("No function yet").doesNotContain("demo/hello");
  }

  @Test
  void aBackupIsRestoredWhileThePlatformRunsAndWhenItDoesNot() throws Exception {
    Process process = up("first");
    URI dataPlane = dataPlane(banner("first"));
    String backup = directory.resolve("backup.tar.gz").toString();
    run("backup", backup);
    run("delete", "hello", "--yes");
    assertThat(Http.get(dataPlane, "hello.demo.localhost", "/")).doesNotContain("Hello, world!");

    run("restore", backup, "--yes");

    assertThat(Http.get(dataPlane, "hello.demo.localhost", "/")).contains("Hello, world!");

    run("delete", "hello", "--yes");
    process.destroy();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    run("restore", backup, "--yes");

    up("second");
    assertThat(Http.get(dataPlane(banner("second")), "hello.demo.localhost", "/"))
        .contains("Hello, world!");
  }

  private void run(String... command) {
    assertThat(
            Main.commandLine(Map.of("VERGE_HOME", directory.resolve("home").toString()), false)
                .execute(command))
        .isZero();
  }

  @Test
  void asJsonEveryLineIsAnObject() throws Exception {
    Process process = up("json", "--log-format", "json");
    await()
        .atMost(START)
        .until(() -> Files.readString(directory.resolve("json.out")).contains("Verge is up."));
    process.destroy();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();

    assertThat(Files.readAllLines(directory.resolve("json.out")))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("{") && line.endsWith("}"))
        .anyMatch(line -> line.contains("\"data_plane\""));
  }

  @Test
  void aWrongSettingIsOneLineAndExitCode1() throws Exception {
    Process process = up("wrong", "--max-connections", "many");

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readAllLines(directory.resolve("wrong.err")))
        .contains(
            "verge: --max-connections is \"many\": it must be a whole number from 1 to 1000000.")
        .noneMatch(line -> line.contains("\tat "));
  }

  private Process up(String name, String... flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The guests' compiler, as this JVM has it.
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-Dverge.dist=" + dist, "-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(Main.class.getName(), "up", "--home", directory.resolve("home").toString()));
    command.addAll(List.of("--port", "0", "--admin-port", "0", "--drain-seconds", "1"));
    command.addAll(List.of(flags));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(file(name + ".out"))
            .redirectError(file(name + ".err"))
            .start();
    started.add(process);
    return process;
  }

  private String banner(String name) throws IOException {
    await()
        .atMost(START)
        .until(
            () -> Files.readString(directory.resolve(name + ".out")).contains("Ctrl-C stops it."));
    return Files.readString(directory.resolve(name + ".out"), UTF_8);
  }

  private File file(String name) {
    return directory.resolve(name).toFile();
  }

  private static URI dataPlane(String banner) {
    Matcher matcher = DATA_PLANE.matcher(banner);
    assertThat(matcher.find()).isTrue();
    return URI.create(matcher.group(1));
  }
}
