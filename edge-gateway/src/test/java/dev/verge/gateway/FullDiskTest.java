package dev.verge.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, for real: a small file system in a mount namespace of its own. */
class FullDiskTest {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Pattern DATA_PLANE = Pattern.compile("data plane +(http://\\S+)");
  private static final Pattern CONTROL_PLANE = Pattern.compile("control plane +(http://\\S+)");
  private static final String FULL = "urn:verge:problem:insufficient-storage";
  private static final String KEYS = "/v1/tenants/demo/kv-stores/pages/keys/";

  @TempDir Path directory;
  private final List<Process> started = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Process disk;
  private String token;
  private URI dataPlane;
  private URI controlPlane;

  @BeforeEach
  void mount() throws Exception {
    Path home = Files.createDirectories(directory.resolve("home"));
    ProcessBuilder holder =
        new ProcessBuilder(
            "unshare",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs -o size=32m none \"$0\" && echo mounted && exec sleep infinity",
            home.toString());
    boolean mounted = false;
    try {
      disk = holder.redirectErrorStream(true).start();
      started.add(disk);
      mounted = "mounted".equals(disk.inputReader().readLine());
    } catch (IOException e) {
      // There is no such command on this system.
    }
    assumeTrue(mounted, "This system lets nobody mount a file system for a test.");
  }

  @AfterEach
  void endProcesses() {
    started.reversed().forEach(Process::destroyForcibly);
    http.shutdownNow();
  }

  @Test
  void nothingIsLostOnAFullDiskAndEverythingGoesOnOnceThereIsRoom() throws Exception {
    up("first");
    byte[] module = Files.readAllBytes(Path.of("..", "functions", "hello-c", "hello.wasm"));
    assertThat(put("/v1/tenants/demo/functions/hello", "application/wasm", module).statusCode())
        .isEqualTo(201);
    assertThat(put(KEYS + "a", "text/plain", "kept".getBytes(UTF_8)).statusCode()).isEqualTo(200);

    fillDisk();

    assertRefused();
    assertServes();
    end(Process::destroyForcibly);
    up("after a kill");
    assertRefused();
    assertServes();
    end(Process::destroy);
    fillDisk();
    up("after a stop");
    assertServes();

    onDisk("rm", file("filler"));

    assertThat(put(KEYS + "b", "text/plain", new byte[100_000]).statusCode()).isEqualTo(200);
    assertThat(put("/v1/tenants/demo/functions/two", "application/wasm", module).statusCode())
        .isEqualTo(201);
    assertThat(get(KEYS + "a").body()).isEqualTo("kept");
    assertThat(get(KEYS + "x").statusCode()).isEqualTo(404);
    assertThat(get("/v1/tenants/demo/functions/hello").body())
        .contains("\"version\":1")
        .doesNotContain("\"version\":2");
    assertThat(get("/v1/audit").body()).contains("version-upload", "kv-entry-put");
  }

  private void end(Consumer<Process> stop) throws Exception {
    stop.accept(started.getLast());
    assertThat(started.getLast().waitFor(1, TimeUnit.MINUTES)).isTrue();
  }

  /** Every kind of write, each larger than what a file system may have left in a block. */
  private void assertRefused() throws Exception {
    assertFull(put("/v1/tenants/demo/functions/hello", "application/wasm", largeModule()));
    assertFull(put(KEYS + "x", "text/plain", new byte[1 << 20]));
    HttpResponse<String> backup = send(request("/v1/backup").POST(BodyPublishers.noBody()).build());
    assertFull(backup);
  }

  /** The sample, and a custom section of 2 MiB. */
  private static byte[] largeModule() throws IOException {
    ByteArrayOutputStream module = new ByteArrayOutputStream();
    module.write(Files.readAllBytes(Path.of("..", "functions", "hello-c", "hello.wasm")));
    // Its id, its size in LEB128, a name of one letter, and its content.
    module.write(new byte[] {0, (byte) 0x80, (byte) 0x80, (byte) 0x80, 1, 1, 'x'});
    module.write(new byte[(2 << 20) - 2]);
    return module.toByteArray();
  }

  private static void assertFull(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(507);
    assertThat(answer.body()).contains(FULL);
  }

  private void assertServes() throws Exception {
    assertThat(Http.get(dataPlane, "hello.demo.localhost", "/")).contains("Hello, world!");
    assertThat(get(KEYS + "a").body()).isEqualTo("kept");
  }

  private void fillDisk() throws Exception {
    int failed =
        new ProcessBuilder(entered("dd", "if=/dev/zero", "of=" + file("filler"), "bs=4k"))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("dd.out").toFile())
            .start()
            .waitFor();
    assertThat(failed).as("dd ends when the disk is full").isNotZero();
  }

  private void onDisk(String... command) throws Exception {
    assertThat(new ProcessBuilder(entered(command)).inheritIO().start().waitFor()).isZero();
  }

  private String file(String name) {
    return directory.resolve("home").resolve(name).toString();
  }

  private List<String> entered(String... command) {
    List<String> entered =
        new ArrayList<>(
            List.of(
                "nsenter",
                "--target",
                Long.toString(disk.pid()),
                "--user",
                "--mount",
                "--preserve-credentials",
                "--wd=" + Path.of("").toAbsolutePath()));
    entered.addAll(List.of(command));
    return entered;
  }

  private void up(String name) throws Exception {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    java.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "up"));
    java.addAll(List.of("--home", directory.resolve("home").toString(), "--no-samples"));
    java.addAll(List.of("--port", "0", "--admin-port", "0", "--no-warm-up"));
    Path output = directory.resolve(name + ".out");
    started.add(
        new ProcessBuilder(entered(java.toArray(String[]::new)))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start());
    await()
        .atMost(START)
        .until(
            () -> {
              assertThat(started.getLast().isAlive()).as(() -> read(output)).isTrue();
              return read(output).contains("Ctrl-C stops it.");
            });
    dataPlane = url(DATA_PLANE, read(output));
    controlPlane = url(CONTROL_PLANE, read(output));
    Process cat = new ProcessBuilder(entered("cat", file("root-token"))).start();
    token = new String(cat.getInputStream().readAllBytes(), UTF_8);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static URI url(Pattern pattern, String banner) {
    Matcher matcher = pattern.matcher(banner);
    assertThat(matcher.find()).as(banner).isTrue();
    return URI.create(matcher.group(1));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(controlPlane.resolve(path))
        .header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> put(String path, String type, byte[] body) throws Exception {
    return send(
        request(path).header("Content-Type", type).PUT(BodyPublishers.ofByteArray(body)).build());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path).GET().build());
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.ofString());
  }
}
