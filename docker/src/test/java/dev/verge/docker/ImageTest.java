package dev.verge.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Builds the image from the dist and runs it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ImageTest {
  private static final String RUN = Long.toString(ProcessHandle.current().pid());
  private static final String IMAGE = "verge-test:" + RUN;
  private static final String BASE = "verge-test-base:" + RUN;
  private static final String VOLUME = "verge-test-" + RUN;

  /** More than the gateway drains. */
  private static final Duration STOP = Duration.ofSeconds(60);

  private static final long MEMORY = 1L << 30;

  @TempDir static Path directory;
  private DockerEngine engine;
  private Container container;

  @BeforeAll
  void buildAndRun() {
    Path dist = Repository.dist();
    engine = DockerEngine.open(directory);
    String base = engine.baseImage("eclipse-temurin:25-jre", BASE);
    engine.docker(
        "build",
        "--file",
        Repository.DOCKER.resolve("Dockerfile").toString(),
        "--target",
        "from-dist",
        "--build-arg",
        "RUNTIME_IMAGE=" + base,
        "--network",
        "none",
        "--tag",
        IMAGE,
        dist.toString());
    container = Container.run(engine, IMAGE, "--memory", Long.toString(MEMORY));
    container.awaitHealth("healthy");
  }

  @AfterAll
  void cleanUp() {
    if (engine == null) {
      return;
    }
    try (DockerEngine closing = engine) {
      if (container != null) {
        container.close();
      }
      closing.attempt("volume", "rm", "--force", VOLUME);
      closing.attempt("image", "rm", "--force", IMAGE, BASE);
    }
  }

  @Test
  void aFunctionDeployedOverRestAnswersByHostname() throws IOException {
    Verge verge = container.verge();
    verge.deploy(container.rootToken(), "acme", "rest", Repository.sample());

    HttpResponse<String> first = verge.get("rest.acme.localhost", "/");
    HttpResponse<String> warm = verge.get("rest.acme.localhost", "/");

    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    assertThat(first.headers().firstValue("x-verge-isolate"))
        .hasValueSatisfying(kind -> assertThat(kind).isIn("cold", "prepared"));
    assertThat(warm.headers().firstValue("x-verge-isolate")).hasValue("warm");
    assertThat(warm.body()).isNotEmpty();
  }

  @Test
  void guestsRunCompiled() throws IOException {
    assertThat(container.verge().health().path("jit").asBoolean()).isTrue();
    assertThat(container.verge().metric("verge_jit_active")).isEqualTo(1);
  }

  @Test
  void theJvmIsTheFirstProcessAndNotRoot() {
    assertThat(container.exec("cat", "/proc/1/comm")).isEqualTo("java");
    assertThat(container.exec("grep", "^Uid:", "/proc/1/status")).matches("Uid:(\\s+10001){4}");
    assertThat(container.exec("stat", "-c", "%a %u", "/var/lib/verge/root-token"))
        .isEqualTo("600 10001");
  }

  @Test
  void theHeapFollowsTheContainersMemory() {
    assertThat(container.verge().metric("jvm_memory_bytes_max{area=\"heap\",}"))
        .isBetween(MEMORY * 0.25, MEMORY * 0.75);
  }

  @Test
  void theHealthCheckFollowsTheControlPlanesPort() {
    try (Container moved = Container.run(engine, IMAGE, "--env", "VERGE_ADMIN_PORT=8790")) {
      moved.awaitHealth("healthy");
    }
  }

  @Test
  void isUnhealthyWhenThePlatformDoesNotAnswer() {
    try (Container silent = Container.run(engine, IMAGE, "--interactive", "--entrypoint", "cat")) {
      silent.awaitHealth("unhealthy");
    }
  }

  @Test
  void sigtermEndsItInTimeAndTheVolumeKeepsItsFunctions() throws IOException {
    String volume = VOLUME + ":/var/lib/verge";
    try (Container first = Container.run(engine, IMAGE, "--volume", volume)) {
      first.awaitHealth("healthy");
      first.verge().deploy(first.rootToken(), "acme", "kept", Repository.sample());

      assertThat(first.stop(STOP)).as(first.logs()).isIn(0, 143);
    }
    try (Container second = Container.run(engine, IMAGE, "--volume", volume)) {
      second.awaitHealth("healthy");

      assertThat(second.verge().get("kept.acme.localhost", "/").statusCode()).isEqualTo(200);
    }
  }
}
