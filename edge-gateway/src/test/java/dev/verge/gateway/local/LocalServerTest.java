package dev.verge.gateway.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.verge.deploy.client.FunctionSource;
import dev.verge.gateway.Http;
import dev.verge.gateway.up.Parts;
import dev.verge.gateway.up.UpException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code serve} does between its command line and its end. */
class LocalServerTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  @TempDir Path directory;
  private final Parts parts = new Parts();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final StringWriter told = new StringWriter();

  @AfterEach
  void stop() {
    parts.close();
  }

  @Test
  void aComputeProjectAnswersUnderEveryHostname() throws IOException {
    URI url = serve(LocalGuest.project(directory, "hello"));

    assertThat(Http.get(url, "anything.example", "/")).contains("200 OK", "hello");
    assertThat(Http.get(url, "127.0.0.1:" + url.getPort(), "/path?query")).contains("hello");
  }

  @Test
  void whatTheProgramPrintsIsShownAsItComes() throws IOException {
    URI url = serve(LocalGuest.project(directory, "hello"));

    assertThat(Http.get(url, "a", "/")).contains("hello");

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(output.toString(UTF_8))
                    .contains("greeted with hello\n", "tales :: a line\n"));
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(errors.toString(UTF_8)).contains("and complained\n"));
  }

  @Test
  void aChangedDescriptionIsLoadedAndABrokenOneIsNot() throws IOException {
    Path project = LocalGuest.project(directory, "first");
    URI url = serve(project);
    assertThat(Http.get(url, "a", "/")).contains("first");

    LocalGuest.greet(project, "second");
    await().atMost(SOON).until(() -> Http.get(url, "a", "/").contains("second"));

    LocalGuest.write(project, "manifest_version = [");
    await().atMost(SOON).until(() -> told.toString().contains("The change is not taken"));
    assertThat(told.toString()).contains("fastly.toml is not TOML, line 1");
    assertThat(Http.get(url, "a", "/")).contains("second");

    LocalGuest.greet(project, "third");
    await().atMost(SOON).until(() -> Http.get(url, "a", "/").contains("third"));
    assertThat(told.toString()).contains("Reloaded in");
  }

  @Test
  void aModuleThatIsBuiltAgainIsLoadedEvenWhenItsFolderWasGone() throws IOException {
    Path project = LocalGuest.project(directory, "hello");
    URI url = serve(project);
    Path module = project.resolve("bin/main.wasm");

    Files.write(module, new byte[] {1, 2, 3});
    await().atMost(SOON).until(() -> told.toString().contains("The change is not taken"));
    assertThat(Http.get(url, "a", "/")).contains("hello");

    Files.delete(module);
    Files.delete(module.getParent());
    await().atMost(SOON).until(() -> told.toString().contains("main.wasm does not exist"));
    Files.createDirectories(module.getParent());
    Files.copy(LocalGuest.MODULE, module, StandardCopyOption.REPLACE_EXISTING);

    await().atMost(SOON).until(() -> told.toString().contains("Reloaded in"));
    assertThat(Http.get(url, "a", "/")).contains("hello");
  }

  @Test
  void storesHaveWhatTheProjectSays() {
    Path project = LocalGuest.project(directory.resolve("project"), "hello");
    Program program = ProgramSource.at(project, Map.of()).read(directory);

    assertThat(program.kvEntries()).hasSize(1);
    assertThat(program.secrets()).hasSize(1);
    AtomicReference<LocalPlatform> platform = new AtomicReference<>();
    URI _ = serve(project, (started, _, _) -> platform.set(started));

    assertThat(
            platform
                .get()
                .services()
                .kvStores()
                .find("local", "readings")
                .orElseThrow()
                .lookup("stale"))
        .isPresent();
    assertThat(platform.get().services().secretStores().plaintext("local", "keys", "front-door"))
        .hasValue("under the mat".getBytes(UTF_8));
  }

  @Test
  void aFunctionOfVergeAndABareModuleAreServedToo() throws IOException {
    Path hello = Path.of("..", "functions", "hello-c");

    assertThat(Http.get(serve(hello), "a", "/")).contains("Hello, world!");
  }

  @Test
  void assetsAreThoseOfTheProgramAndNotOfOneBefore() throws IOException {
    Path site = directory.resolve("site");
    Files.createDirectories(site.resolve("public"));
    Path built = Path.of("..", "functions", "site-c");
    Files.copy(built.resolve("function.toml"), site.resolve("function.toml"));
    Path module = FunctionSource.of(built).upload().module();
    Path copy = site.resolve(built.relativize(module).toString());
    Files.createDirectories(copy.getParent());
    Files.copy(module, copy);
    Path page = site.resolve("public/index.html");
    Optional<Path> home = Optional.of(directory.resolve("home"));
    Files.createDirectories(home.get());

    Files.writeString(page, "first");
    URI url = serve(site, home, (_, _, _) -> {});
    assertThat(Http.get(url, "a", "/")).endsWith("first");
    parts.close();
    Files.writeString(page, "second");
    url = serve(site, home, (_, _, _) -> {});
    assertThat(Http.get(url, "a", "/")).endsWith("second");

    // What is refused has had its assets unpacked.
    byte[] bytes = Files.readAllBytes(copy);
    Files.write(copy, new byte[] {1, 2, 3});
    Files.writeString(page, "third");
    await().atMost(SOON).until(() -> told.toString().contains("The change is not taken"));
    Files.writeString(page, "fourth");
    Files.write(copy, bytes);
    URI there = url;
    await().atMost(SOON).until(() -> Http.get(there, "a", "/").endsWith("fourth"));
  }

  @Test
  void aPackageIsServed() throws Exception {
    Path project = LocalGuest.project(directory.resolve("project"), "packed");
    Path archive = directory.resolve("project.tar.gz");
    Process tar =
        new ProcessBuilder("tar", "-czf", archive.toString(), "-C", directory.toString(), "project")
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();

    URI url = serve(archive);

    assertThat(Http.get(url, "a", "/")).contains("packed");
    assertThat(project).exists();
  }

  @Test
  void aProgramThatCannotBeServedIsRefusedWithTheReason() throws IOException {
    Path project = LocalGuest.project(directory, "hello");
    Files.write(project.resolve("bin/main.wasm"), new byte[] {1, 2, 3});

    assertThatThrownBy(() -> serve(project))
        .isInstanceOf(UpException.class)
        .hasMessageContaining("not a WebAssembly binary");
  }

  @Test
  void aTemporaryHomeIsGoneAfterwards() {
    Path home;
    try (TemporaryHome made = TemporaryHome.make()) {
      home = made.path();
      assertThat(home).isDirectory();
    }
    assertThat(home).doesNotExist();
  }

  private URI serve(Path path) {
    return serve(path, (_, _, _) -> {});
  }

  private URI serve(Path path, LocalServer.Greeting greeting) {
    return serve(path, Optional.empty(), greeting);
  }

  private URI serve(Path path, Optional<Path> home, LocalServer.Greeting greeting) {
    AtomicReference<URI> url = new AtomicReference<>();
    new LocalServer(
            ProgramSource.at(path, Map.of()),
            new LocalServer.Setting(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                "--port",
                home,
                true,
                false),
            new GuestOutput(stream(output), stream(errors), false, false),
            new PrintWriter(told, true))
        .start(
            parts,
            (platform, program, where) -> {
              url.set(where);
              greeting.tell(platform, program, where);
            });
    return url.get();
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, UTF_8);
  }
}
