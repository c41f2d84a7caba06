package dev.verge.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.RunningControlPlane;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is shown metrics when they are not for everybody. */
class MetricsAccessTest {
  private static RunningControlPlane platform;

  @BeforeAll
  static void start(@TempDir Path home) {
    platform = RunningControlPlane.withMetricsForTokens(home);
    platform.put("/v1/tenants/acme", "application/json", new byte[] {'{', '}'}).ok(201);
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  @Test
  void nobodyWithoutATokenIs() {
    Answer refused = platform.send(platform.anonymous("/metrics").GET());

    refused.problem(ProblemType.UNAUTHORIZED);
    assertThat(refused.header("www-authenticate")).startsWith("Bearer");
    platform.send(platform.anonymous("/healthz").GET()).ok(200);
  }

  @Test
  void aTokenForOneTenantIsNotEnough() {
    metrics("{\"name\":\"x\",\"scope\":\"admin\",\"tenant\":\"acme\"}")
        .problem(ProblemType.FORBIDDEN);
  }

  @Test
  void aTokenThatMayReadEverythingIs() {
    assertThat(metrics("{\"name\":\"prometheus\",\"scope\":\"read\"}").ok(200).text())
        .contains("verge_functions");
    assertThat(platform.get("/metrics").ok(200).text()).contains("verge_functions");
  }

  private static Answer metrics(String token) {
    String secret =
        platform
            .send(
                platform
                    .request("/v1/tokens")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(token)))
            .ok(201)
            .json()
            .path("token")
            .asText();
    return platform.send(
        platform.anonymous("/metrics").header("Authorization", "Bearer " + secret).GET());
  }
}
