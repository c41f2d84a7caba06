package dev.verge.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real script in a copy of the repository's shape, with programs that only tell they ran. */
class LauncherTest {
  private static final List<String> TOOLS =
      List.of(
          "awk",
          "bash",
          "cat",
          "chmod",
          "dirname",
          "find",
          "flock",
          "grep",
          "head",
          "id",
          "mkdir",
          "perl",
          "printf",
          "readlink",
          "rm",
          "sed",
          "sh",
          "sleep",
          "sort",
          "tail",
          "tee",
          "touch",
          "tr");

  @TempDir Path directory;
  private Path repository;
  private Path programs;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void layOut() throws IOException {
    repository = directory.toRealPath().resolve("repository");
    programs = directory.resolve("programs");
    Files.createDirectories(programs);
    for (String tool : TOOLS) {
      offer(tool);
    }
    for (String module : List.of("isolate-manager", "deploy-api", "edge-gateway")) {
      file(module + "/pom.xml", "");
      file(module + "/src/main/A.java", "");
    }
    file("pom.xml", "");
    file("functions/hello/function.toml", "");
    try (Stream<Path> sources = Files.walk(repository)) {
      for (Path source : sources.toList()) {
        Files.setLastModifiedTime(source, ago(Duration.ofHours(1)));
      }
    }
    for (String launcher : List.of("verge", "verge-viceroy")) {
      Files.copy(Path.of("..", launcher), repository.resolve(launcher));
    }
    Files.createFile(directory.resolve("jvm-script"));
    environment.put("PATH", programs.toString());
    environment.put("HOME", directory.toString());
    environment.put("VERGE_JVM_FOLDER", directory.resolve("jvm").toString());
    program(
        programs.resolve("mvn"),
        """
        case "$1" in -v) echo 'Apache Maven 3.9.9 (abc)'; exit ;; esac
        echo "$@" >>'%1$s/maven-ran'
        echo '[INFO] Building Verge: control plane 0.1.0-SNAPSHOT                     [3/5]'
        [ ! -e '%1$s/maven-fails' ] || { echo '[ERROR] it broke'; exit 1; }
        rm -rf '%2$s'
        mkdir -p '%2$s/bin' '%2$s/lib'
        printf '#!/bin/sh\\n. "%1$s/jvm-script"\\necho "ran $* with $JAVA_HOME for $VERGE_ROOT in $PWD"\\n' >'%2$s/bin/verge-jvm'
        chmod +x '%2$s/bin/verge-jvm'
        """
            .formatted(directory, repository.resolve("edge-gateway/target/dist")));
  }

  @Test
  void javaHomeIsTakenWhenItIsJdk25() throws Exception {
    Path jdk = jdk("here", "25.0.1");
    jdk("jvm/other", "25");
    environment.put("JAVA_HOME", jdk.toString());

    assertThat(run("list").out()).contains("ran list with " + jdk);
  }

  @Test
  void anotherJavaHomeIsPassedOverForTheSystemsJdk25() throws Exception {
    environment.put("JAVA_HOME", jdk("old", "17.0.15").toString());
    jdk("jvm/java-21", "21.0.2");
    Path jdk = jdk("jvm/java-25", "25.0.3");

    assertThat(run("list").out()).contains("with " + jdk);
  }

  @Test
  void aJdkOfSdkmanIsFound() throws Exception {
    Path jdk = jdk(".sdkman/candidates/java/25.0.1-tem", "25.0.1");

    assertThat(run("list").out()).contains("with " + jdk);
  }

  @Test
  void aJdkThatAScriptOnPathStartsIsFound() throws Exception {
    Path jdk = jdk("hidden", "25.0.1");
    program(programs.resolve("java"), "echo '    java.home = %s' >&2".formatted(jdk));

    assertThat(run("list").out()).contains("with " + jdk);
  }

  @Test
  void aRuntimeWithoutCompilerIsNoJdk() throws Exception {
    Path jre = jdk("jvm/jre-25", "25.0.3");
    Files.delete(jre.resolve("bin/javac"));

    assertThat(run("list").exit()).isEqualTo(1);
  }

  @Test
  void withoutJdk25OneMessageTellsWhatIsThereAndHowToGetOne() throws Exception {
    jdk("jvm/java-26", "26");
    jdk("jvm/java-17", "17.0.15");

    Result result = run("up");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out())
        .startsWith("verge: no JDK 25 was found")
        .contains("26 ", "jvm/java-26", "17.0.15 ")
        .contains("apt-get install", "brew install", "sdk install", "JAVA_HOME");
    assertThat(directory.resolve("maven-ran")).doesNotExist();
  }

  @Test
  void aVergeJavaHomeThatDoesNotFitIsRefusedRatherThanPassedOver() throws Exception {
    jdk("jvm/java-25", "25.0.3");
    environment.put("VERGE_JAVA_HOME", jdk("old", "17.0.15").toString());

    Result result = run("up");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out()).contains("VERGE_JAVA_HOME is ").contains("no JDK 25");
  }

  @Test
  void aBuiltTreeStartsWithoutMaven() throws Exception {
    jdk("jvm/java-25", "25.0.3");

    assertThat(run("up").out())
        .contains("Building Verge; the first time", "[3/5] Verge: control plane");
    Files.delete(directory.resolve("maven-ran"));

    assertThat(run("up", "--port", "0").out()).startsWith("ran up --port 0 with");
    assertThat(directory.resolve("maven-ran")).doesNotExist();
  }

  @Test
  void whatIsNotPreparedIsPreparedOnceAndSilently() throws Exception {
    jdk("jvm/java-25", "25.0.3");
    Files.writeString(
        directory.resolve("jvm-script"),
        """
        case $1 in
          prepared) test -e '%1$s/prepared'; exit ;;
          prepare) echo noise; echo once >>'%1$s/prepared'; exit 1 ;;
        esac
        """
            .formatted(directory));

    assertThat(run("list").out()).doesNotContain("Preparing");
    Process first = start("serve");
    Process second = start("up");

    assertThat(result(first).out()).contains("ran serve").doesNotContain("noise");
    assertThat(result(second).out()).contains("ran up").doesNotContain("noise");
    assertThat(Files.readAllLines(directory.resolve("prepared"))).hasSize(1);
    assertThat(run("up").out()).startsWith("ran up");
  }

  @Test
  void aChangedSourceBuildsAgain() throws Exception {
    jdk("jvm/java-25", "25.0.3");
    run("up");

    for (String changed :
        List.of("pom.xml", "deploy-api/src/main/A.java", "functions/hello/function.toml")) {
      change(repository.resolve(changed));
      assertThat(run("up").out()).as(changed).contains("Building what changed");
      assertThat(run("up").out()).as("after " + changed).startsWith("ran up");
    }
  }

  @Test
  void aDeletedSourceBuildsAgain() throws Exception {
    jdk("jvm/java-25", "25.0.3");
    run("up");

    Files.delete(repository.resolve("edge-gateway/src/main/A.java"));
    change(repository.resolve("edge-gateway/src/main"));

    assertThat(run("up").out()).contains("Building what changed");
  }

  @Test
  void aBrokenBuildShowsItsErrorsAndRunsNothing() throws Exception {
    jdk("jvm/java-25", "25.0.3");
    Files.createFile(directory.resolve("maven-fails"));

    Result result = run("up");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out())
        .contains("[ERROR] it broke", "verge-build.log")
        .doesNotContain("ran up");
  }

  @Test
  void twoAtOnceBuildOnce() throws Exception {
    jdk("jvm/java-25", "25.0.3");

    Process first = start("list");
    Process second = start("list");

    assertThat(result(first).exit()).isZero();
    assertThat(result(second).exit()).isZero();
    assertThat(Files.readAllLines(directory.resolve("maven-ran"))).hasSize(1);
  }

  @Test
  void itWorksThroughALinkAndFromAnyDirectory() throws Exception {
    Path jdk = jdk("jvm/java-25", "25.0.3");
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere")).toRealPath();
    Path link = elsewhere.resolve("verge");
    Files.createSymbolicLink(link, Path.of("../repository/verge"));

    assertThat(result(start(elsewhere, link, "list")).out())
        .contains("ran list with %s for %s in %s".formatted(jdk, repository, elsewhere));
  }

  @Test
  void serveRunsTheBuiltPlatform() throws Exception {
    Path jdk = jdk("jvm/java-25", "25.0.3");

    assertThat(run("serve", "project", "--port", "0").out())
        .contains("ran serve project --port 0 with " + jdk);
  }

  @Test
  void viceroysCommandLineIsHandedOnAsItIs() throws Exception {
    Path jdk = jdk("jvm/java-25", "25.0.3");
    Path link = directory.resolve("viceroy");
    Files.createSymbolicLink(link, repository.resolve("verge-viceroy"));

    assertThat(result(start(directory, link, "run", "main.wasm", "--", "-C", "x")).out())
        .contains("ran viceroy run main.wasm -- -C x with " + jdk);
  }

  @Test
  void mavenThatIsTooOldAndCannotBeReplacedIsNamed() throws Exception {
    jdk("jvm/java-25", "25.0.3");
    program(programs.resolve("mvn"), "echo 'Apache Maven 3.6.2 (abc)'");

    Result result = run("up");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out())
        .contains("this is missing, and could not be installed", "Maven 3.6.3 or newer");
  }

  @Test
  void anUnknownCommandIsWrongUsage() throws Exception {
    Result result = run("fly");

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.out()).contains("there is no command fly", "Usage: ./verge COMMAND");
  }

  @Test
  void helpNeedsNeitherJdkNorBuild() throws Exception {
    Result result = run("help");

    assertThat(result.exit()).isZero();
    assertThat(result.out()).contains("deploy", "rollback", "bench", "test");
  }

  private record Result(int exit, String out) {}

  private Result run(String... arguments) throws Exception {
    return result(start(arguments));
  }

  private Process start(String... arguments) throws IOException {
    return start(directory, repository.resolve("verge"), arguments);
  }

  private Process start(Path from, Path script, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(from.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Result result(Process process) throws Exception {
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Result(process.exitValue(), out);
  }

  private Path jdk(String name, String version) throws IOException {
    Path jdk = directory.resolve(name);
    program(jdk.resolve("bin/java"), "exit 1");
    program(jdk.resolve("bin/javac"), "exit 1");
    Files.writeString(
        jdk.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
    return jdk;
  }

  private static void program(Path path, String body) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void file(String name, String content) throws IOException {
    Path path = repository.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  /** As if the build had been a while ago, and this was changed now. */
  private void change(Path path) throws IOException {
    Files.setLastModifiedTime(
        repository.resolve("edge-gateway/target/dist/lib"), ago(Duration.ofMinutes(1)));
    Files.setLastModifiedTime(path, ago(Duration.ZERO));
  }

  private static FileTime ago(Duration time) {
    return FileTime.from(Instant.now().minus(time));
  }

  /** Puts a real tool on the otherwise empty PATH; java and the real Maven are not among them. */
  private void offer(String tool) throws IOException {
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      Path path = Path.of(folder, tool);
      if (Files.isExecutable(path)) {
        program(programs.resolve(tool), "exec '%s' \"$@\"".formatted(path));
        return;
      }
    }
    assertThat(tool).as("not on PATH").isIn("flock", "perl");
  }
}
