package dev.verge.deploy.fastly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.verge.deploy.testing.Tar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FastlyPackageTest {
  private static final String TOML = "name = \"packed\"\n";
  @TempDir Path folder;
  @TempDir Path scratch;

  @Test
  void aPackageHasADescriptionAndAProgram() throws IOException {
    Path file =
        write(
            "some.tar.gz",
            new Tar()
                .file("packed/README.md", "x")
                .file("packed/bin/main.wasm", "program")
                .file("packed/fastly.toml", TOML)
                .end());

    FastlyProject project = FastlyProject.find(file, scratch, Map.of());

    assertThat(project.name()).contains("packed");
    assertThat(project.module()).hasContent("program").hasParent(scratch);
  }

  @Test
  void aProjectWithoutAProgramHasThatOfItsNewestPackage() throws IOException {
    write("fastly.toml", "name = \"described\"");
    Files.createDirectory(folder.resolve("pkg"));
    for (int i = 0; i < 3; i++) {
      Path file =
          write(
              "pkg/%d.tar.gz".formatted(i),
              new Tar().file("p/fastly.toml", TOML).file("p/bin/main.wasm", "program " + i).end());
      Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(i == 1 ? 2000 : 1000)));
    }

    FastlyProject project = FastlyProject.find(folder, scratch, Map.of());

    assertThat(project.name()).contains("described");
    assertThat(project.module()).hasContent("program 1");
  }

  @Test
  void aPackageOfAProjectReadsTheFilesOfTheProject() throws IOException {
    write("fastly.toml", "");
    write("settings.json", "{\"k\":\"v\"}");
    Files.createDirectory(folder.resolve("pkg"));
    Path file =
        write(
            "pkg/p.tar.gz",
            described("[local_server.config_stores.s]\nformat='json'\nfile='settings.json'"));

    assertThat(FastlyProject.find(file, scratch, Map.of()).manifest().toString())
        .isEqualTo("{\"config_stores\":{\"s\":{\"k\":\"v\"}}}");
  }

  @Test
  void aPackageReadsNothingElsewhere() throws IOException {
    Path secret = write("secret.txt", "x");
    Files.createDirectory(folder.resolve("packages"));
    for (String name : new String[] {"../secret.txt", secret.toString()}) {
      Path file =
          write(
              "packages/p.tar.gz",
              described(
                  "[local_server]\nsecret_stores.s = [{ key = 'k', file = '%s' }]"
                      .formatted(name)));

      assertThatExceptionOfType(FastlyProjectException.class)
          .isThrownBy(() -> FastlyProject.find(file, scratch, Map.of()))
          .withMessageContaining("p.tar.gz: local_server.secret_stores.s[0].file leads out of");
    }
  }

  @Test
  void aPackageAloneNamesNoFiles() {
    FastlyPackage unpacked =
        FastlyPackage.unpack(
            new ByteArrayInputStream(described("local_server.acls.a = 'acl.json'")),
            "The package",
            scratch,
            1000);

    assertThatExceptionOfType(FastlyProjectException.class)
        .isThrownBy(() -> FastlyProject.of(unpacked, "The package"))
        .withMessageContaining("The package: local_server.acls.a names a file");
  }

  static Stream<Arguments> archives() {
    byte[] whole = described("");
    return Stream.of(
        Arguments.of("no archive", "text".getBytes(UTF_8), "is not a gzipped tar archive"),
        Arguments.of("nothing", new byte[0], "is not a gzipped tar archive"),
        Arguments.of(
            "cut off", Arrays.copyOf(whole, whole.length / 2), "is not a gzipped tar archive"),
        Arguments.of("empty", new Tar().end(), "has no NAME/fastly.toml"),
        Arguments.of(
            "no program", new Tar().file("p/fastly.toml", TOML).end(), "has no NAME/bin/main.wasm"),
        Arguments.of(
            "no folder",
            new Tar().file("fastly.toml", TOML).file("bin/main.wasm", "x").end(),
            "has no NAME/fastly.toml"),
        Arguments.of(
            "a link",
            new Tar().file("p/fastly.toml", TOML).link("p/bin/main.wasm", "/etc/hostname").end(),
            "has no NAME/bin/main.wasm"),
        Arguments.of(
            "outside",
            new Tar()
                .file("p/fastly.toml", TOML)
                .file("../bin/main.wasm", "x")
                .file("/bin/main.wasm", "x")
                .file("p/../bin/main.wasm", "x")
                .end(),
            "has no NAME/bin/main.wasm"),
        Arguments.of(
            "large program",
            new Tar().file("p/fastly.toml", TOML).file("p/bin/main.wasm", new byte[1001]).end(),
            "has a main.wasm of more than 1000 bytes"),
        Arguments.of(
            "a bomb",
            new Tar().file("p/zeros", new byte[80 << 20]).file("p/fastly.toml", TOML).end(),
            "unpacks to more than"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("archives")
  void whatIsNoPackageIsRefused(String name, byte[] archive, String detail) throws IOException {
    assertThatExceptionOfType(FastlyProjectException.class)
        .isThrownBy(
            () ->
                FastlyPackage.unpack(
                    new ByteArrayInputStream(archive), "The package", scratch, 1000))
        .withMessageStartingWith("The package ")
        .withMessageContaining(detail);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "My Compute Project, my-compute-project",
    "my_app.v2, my-app-v2",
    "--edge--, edge",
    "Ünïcode, n-code",
  })
  void aProjectsNameBecomesOneOfAFunction(String name, String function) throws IOException {
    Path file = write("p.tar.gz", described("name = \"%s\"".formatted(name)));

    assertThat(FastlyProject.find(file, scratch, Map.of()).functionName()).contains(function);
  }

  @Test
  void aNameWithoutLettersIsNone() throws IOException {
    Path file = write("p.tar.gz", described("name = \"???\""));

    assertThat(FastlyProject.find(file, scratch, Map.of()).functionName()).isEmpty();
    Path longName = write("q.tar.gz", described("name = \"%s\"".formatted("ab-".repeat(40))));
    assertThat(FastlyProject.find(longName, scratch, Map.of()).functionName().orElseThrow())
        .hasSize(62);
  }

  private static byte[] described(String toml) {
    return new Tar().file("p/fastly.toml", toml).file("p/bin/main.wasm", "program").end();
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }
}
