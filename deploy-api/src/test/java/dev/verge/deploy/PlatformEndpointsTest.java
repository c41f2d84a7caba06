package dev.verge.deploy;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What anybody may see, without a token. */
class PlatformEndpointsTest {
  private static RunningControlPlane platform;

  @BeforeAll
  static void start(@TempDir Path home) {
    platform = RunningControlPlane.in(home);
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  @Test
  void healthTellsTheEngineAndWhetherItCompiles() {
    JsonNode health = open("/healthz").ok(200).json();

    assertThat(health.path("status").asText()).isEqualTo("ok");
    assertThat(health.path("engine").asText()).isNotBlank();
    assertThat(health.path("jit").isBoolean()).isTrue();
  }

  @Test
  void metricsCountUploadsFunctionsAndVersions() {
    platform.upload("demo/hello", Modules.command("one")).ok(201);
    platform.upload("demo/hello", Modules.command("two")).ok(201);
    platform.upload("demo/hello", Modules.truncated()).problem(ProblemType.MALFORMED_MODULE);

    Answer metrics = open("/metrics").ok(200);

    assertThat(metrics.header("content-type")).startsWith("text/plain; version=0.0.4");
    assertThat(metrics.text())
        .contains("verge_uploads_total{outcome=\"stored\",} 2.0")
        .contains("verge_uploads_total{outcome=\"refused\",} 1.0")
        .contains("verge_functions 1.0")
        .contains("verge_versions 2.0")
        .contains("verge_deployments{state=\"ready\",} 1.0")
        .containsPattern("verge_jit_active [01].0")
        .contains("# TYPE verge_isolates gauge");
  }

  @Test
  void metricsComeAsOpenMetricsWhenAskedFor() {
    Answer metrics =
        platform.send(
            platform
                .anonymous("/metrics")
                .header("Accept", "application/openmetrics-text; version=1.0.0")
                .GET());

    assertThat(metrics.ok(200).header("content-type")).startsWith("application/openmetrics-text");
    assertThat(metrics.text()).endsWith("# EOF\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/docs | text/html",
        "/docs/docs.js | text/javascript",
        "/docs/swagger-ui-bundle.js | text/javascript",
        "/docs/swagger-ui.css | text/css",
        "/docs/favicon.png | image/png",
        "/openapi.yaml | application/yaml",
      })
  void theDocumentationIsServedFromHere(String path, String type) {
    Answer answer = open(path).ok(200);

    assertThat(answer.header("content-type")).startsWith(type);
    assertThat(answer.header("content-security-policy")).contains("default-src 'none'");
    assertThat(answer.text()).isNotEmpty();
  }

  @Test
  void theDocumentationLoadsNothingFromElsewhere() {
    assertThat(open("/docs").text()).doesNotContain("http://", "https://", "//cdn");
    assertThat(open("/docs/docs.js").text()).doesNotContain("http://", "https://");
  }

  @Test
  void anErrorOfOurOwnTellsItsIdAndNothingElse(@TempDir Path other) throws Exception {
    try (RunningControlPlane broken = RunningControlPlane.in(other)) {
      broken.upload("demo/hello", Modules.command("x")).ok(201);
      Files.delete(broken.files("blobs").getFirst());

      Answer answer = broken.get(path("demo/hello") + "/versions/1/module");

      String detail = answer.problem(ProblemType.INTERNAL);
      assertThat(answer.json().path("error_id").asText()).isNotBlank();
      assertThat(detail)
          .contains(answer.json().path("error_id").asText())
          .doesNotContain("Exception", "blobs");
    }
  }

  private static Answer open(String path) {
    return platform.send(platform.anonymous(path).GET());
  }
}
