package dev.verge.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The built platform in a process of its own, its state in a folder of the test's. */
final class PlatformProcess implements AutoCloseable {
  private final Process process;
  private final Path home;
  private final Path log;
  private final Verge verge;

  private PlatformProcess(Process process, Path home, Path log, Verge verge) {
    this.process = process;
    this.home = home;
    this.log = log;
    this.verge = verge;
  }

  /** Starts the platform and waits until it answers. */
  static PlatformProcess start(Path directory) throws IOException {
    Path home = directory.resolve("home");
    Path log = directory.resolve("platform.log");
    int port = freePort();
    int adminPort = freePort();
    ProcessBuilder builder =
        new ProcessBuilder(Repository.dist().resolve("bin/verge-jvm").toString(), "up")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("VERGE_HOME", home.toString());
    builder.environment().put("VERGE_SAMPLES", "false");
    builder.environment().put("VERGE_PORT", Integer.toString(port));
    builder.environment().put("VERGE_ADMIN_PORT", Integer.toString(adminPort));
    PlatformProcess platform =
        new PlatformProcess(
            builder.start(),
            home,
            log,
            new Verge(
                URI.create("http://127.0.0.1:" + port),
                URI.create("http://127.0.0.1:" + adminPort)));
    try {
      platform.awaitHealthy();
    } catch (RuntimeException | AssertionError e) {
      platform.close();
      throw e;
    }
    return platform;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitHealthy() {
    await("the platform's health")
        .atMost(Duration.ofMinutes(5))
        .ignoreExceptions()
        .failFast(
            "the platform ended",
            () -> assertThat(process.isAlive()).as(Files.readString(log)).isTrue())
        .until(() -> verge.health().path("status").asText().equals("ok"));
  }

  Verge verge() {
    return verge;
  }

  String rootToken() throws IOException {
    return Files.readString(home.resolve("root-token")).strip();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
