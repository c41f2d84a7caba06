package dev.verge.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real script in a dist of its own, with JVMs that only tell what they were asked. */
class VergeJvmTest {
  @TempDir Path directory;
  private Path dist;
  private Path jdk;

  @BeforeEach
  void layOut() throws IOException {
    directory = directory.toRealPath();
    dist = directory.resolve("dist");
    for (String folder : List.of("bin", "compiler", "graal", "lib")) {
      Files.createDirectories(dist.resolve(folder));
    }
    Files.createFile(dist.resolve("compiler/compiler-1.jar"));
    Files.copy(Path.of("src/main/dist/bin/verge-jvm"), dist.resolve("bin/verge-jvm"));
    jdk = jdk("jdk", "25.0.3+9");
  }

  @Test
  void withoutPreparationTheJdkRunsAndIsUpgraded() throws Exception {
    assertThat(run("prepared")).isEqualTo(1);

    assertThat(run("up", "--port", "0")).isZero();
    assertThat(ran())
        .startsWith(jdk.toString())
        .contains("--upgrade-module-path=" + dist.resolve("compiler"))
        .doesNotContain("AOTCache")
        .endsWith("dev.verge.gateway.Main up --port 0");
  }

  @Test
  void whatWasPreparedIsUsed() throws Exception {
    assertThat(run("prepare")).isZero();
    assertThat(run("prepared")).isZero();

    for (String command : List.of("up", "serve", "viceroy")) {
      assertThat(run(command)).isZero();
      assertThat(ran())
          .as(command)
          .startsWith(dist.resolve("jvm").toString())
          .contains("-XX:AOTCache=" + dist.resolve("cache"))
          .doesNotContain("upgrade-module-path");
    }
    assertThat(run("list")).isZero();
    assertThat(ran()).startsWith(jdk.toString());
  }

  @Test
  void javaOnPathRunsAsItIs() throws Exception {
    assertThat(run("prepare")).isZero();
    Path onPath = jdk.resolve("bin");

    ProcessBuilder builder = new ProcessBuilder(dist.resolve("bin/verge-jvm").toString(), "up");
    builder.environment().remove("JAVA_HOME");
    builder.environment().compute("PATH", (_, path) -> onPath + ":" + path);
    assertThat(builder.inheritIO().start().waitFor()).isZero();
    assertThat(ran()).startsWith(onPath.toString()).contains("--upgrade-module-path");
  }

  @Test
  void preparingAgainKeepsTheImage() throws Exception {
    assertThat(run("prepare")).isZero();
    assertThat(run("prepare")).isZero();

    assertThat(Files.readAllLines(directory.resolve("ran")))
        .filteredOn(line -> line.contains("RuntimeImage"))
        .hasSize(1);
  }

  @Test
  void anotherJdkAndAnotherGraalNeedTheirOwn() throws Exception {
    assertThat(run("prepare")).isZero();
    Path first = jdk;

    jdk = jdk("newer", "25.0.4+7");
    assertThat(run("prepared")).isEqualTo(1);
    assertThat(run("up")).isZero();
    assertThat(ran()).startsWith(jdk.toString());

    jdk = first;
    Files.move(dist.resolve("compiler/compiler-1.jar"), dist.resolve("compiler/compiler-2.jar"));
    assertThat(run("prepared")).isEqualTo(1);
    assertThat(run("prepare")).isZero();
    try (Stream<Path> images = Files.list(dist.resolve("jvm"))) {
      assertThat(images).as("those that fit nothing any more are gone").hasSize(1);
    }
  }

  @Test
  void theRuntimeOfTheSameBuildUsesWhatItsJdkMade() throws Exception {
    assertThat(run("prepare")).isZero();
    jdk = jdk("jre", "25.0.3+9");
    Files.writeString(
        jdk.resolve("release"), Files.readString(jdk.resolve("release")) + "IMAGE_TYPE=\"JRE\"\n");

    assertThat(run("prepared")).isZero();
  }

  @Test
  void whatCannotBePreparedIsNotTriedAgainAndVergeRunsWithoutIt() throws Exception {
    Files.createFile(directory.resolve("fails"));
    assertThat(run("prepare")).isEqualTo(1);
    Files.delete(directory.resolve("fails"));

    assertThat(run("prepared")).isZero();
    assertThat(run("up")).isZero();
    assertThat(ran()).startsWith(jdk.toString()).contains("--upgrade-module-path");
  }

  @Test
  void whatWasLeftByOneThatWasKilledIsNotUsedAndGoes() throws Exception {
    assertThat(run("prepare")).isZero();
    Path cache;
    try (Stream<Path> caches = Files.list(dist.resolve("cache"))) {
      cache = caches.findFirst().orElseThrow();
    }
    Path half = cache.resolveSibling(cache.getFileName() + ".4711");
    Files.move(cache, half);
    Path workshop = Files.createDirectories(dist.resolve("jvm/1-2.tmp.3/image/bin")).getParent();

    assertThat(run("prepared")).isEqualTo(1);
    assertThat(run("prepare")).isZero();
    assertThat(half).doesNotExist();
    assertThat(workshop).doesNotExist();
  }

  private int run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(dist.resolve("bin/verge-jvm").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().remove("VERGE_JVM_ARGS");
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(out).isEmpty();
    return process.exitValue();
  }

  /** The JVM that ran last, and its arguments. */
  private String ran() throws IOException {
    return Files.readAllLines(directory.resolve("ran")).getLast();
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = directory.resolve(name);
    Path java = home.resolve("bin/java");
    Files.createDirectories(java.getParent());
    // Makes the image or the cache, as its arguments ask.
    Files.writeString(
        java,
        """
        #!/bin/sh
        echo "$0 $*" >>'%1$s/ran'
        [ ! -e '%1$s/fails' ] || exit 1
        for argument; do
          case $argument in
            */dist/jvm/*) mkdir -p "$argument/bin" && cp "$0" "$argument/bin/java" && exit ;;
            -XX:AOTCacheOutput=*) echo cache >"${argument#*=}" ;;
          esac
        done
        """
            .formatted(directory));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(
        home.resolve("release"), "JAVA_RUNTIME_VERSION=\"%s\"\nLIBC=\"gnu\"\n".formatted(version));
    return home;
  }
}
