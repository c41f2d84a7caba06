package dev.verge.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.client.Upload;
import dev.verge.isolate.FunctionId;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients see of a tenant that is over its quotas, and of its neighbour. */
class QuotasTest {
  private static final String TENANT = "/v1/tenants/" + RunningPlatform.TENANT;

  @Test
  void aTenantOverItsQuotaIsToldSoAndNobodyElseIs(@TempDir Path home) {
    try (RunningPlatform platform = RunningPlatform.in(home)) {
      platform.deploy("busy", Guests.path("busy"), "{\"limits\":{\"cpu_ms\":3000}}");
      platform.deploy(
          new FunctionId("other", "busy"),
          new Upload(Guests.path("busy"), RunningPlatform.manifest("{}"), Optional.empty()));
      limit(platform, "\"cpu_ms_per_minute\":200");

      platform.get("busy", "/?100000").problem(504, "cpu");
      Reply refused = platform.get("busy", "/?0");

      assertThat(refused.problem(429, "quota-cpu")).contains("Ask again in");
      assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 60);
      neighbour(platform).ok();
      assertThat(platform.rest("GET", TENANT).ok().json().at("/use/cpu_ms_last_minute").asInt())
          .isGreaterThan(200);
      assertThat(
              platform.metric(
                  "verge_quota_refusals_total", "tenant", "acme", "quota", "cpu_ms_per_minute"))
          .isEqualTo(1);
      assertThat(platform.rest("GET", RunningPlatform.path("busy") + "/requests").ok().text())
          .contains("\"ending\":\"quota_cpu\"");
      platform.awaitLog("busy", "quota cpu_ms_per_minute of 200");

      limit(platform, "\"cpu_ms_per_request\":1000");
      platform.get("busy", "/?0").ok();
      platform.get("busy", "/?100000").problem(504, "cpu");
      platform.awaitLog("busy", "quota cpu_ms_per_request of 1000");

      platform.restart();
      limit(platform, "\"in_flight\":0");
      refused = platform.get("busy", "/?0");
      refused.problem(429, "quota-in-flight");
      assertThat(refused.header("retry-after")).isEqualTo("1");
      limit(platform, "\"memory_bytes\":0");
      platform.get("busy", "/?0").problem(429, "quota-memory");
      platform.restart();
      platform.get("busy", "/?0").problem(429, "quota-memory");
      neighbour(platform).ok();
    }
  }

  private static Reply neighbour(RunningPlatform platform) {
    return platform.send("busy.other.localhost", "GET", "/?0", Map.of(), "");
  }

  private static void limit(RunningPlatform platform, String quotas) {
    platform
        .rest(
            "PUT",
            TENANT,
            "application/json",
            "{\"quotas\":{%s}}".formatted(quotas).getBytes(UTF_8))
        .ok();
  }
}
