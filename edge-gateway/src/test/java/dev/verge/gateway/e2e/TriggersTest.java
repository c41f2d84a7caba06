package dev.verge.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Requests that schedules make, with real guests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TriggersTest {
  private RunningPlatform platform;

  @BeforeAll
  void start(@TempDir Path home) {
    platform = RunningPlatform.in(home);
  }

  @AfterAll
  void stop() {
    platform.close();
  }

  @Test
  void aTriggeredRequestIsServedAndKeptAsAClientsIs() {
    deploy(
        "clean",
        "trigger",
        "{\"schedule\":\"0 0 1 1 *\",\"path\":\"/tasks?all\",\"method\":\"POST\"}");

    JsonNode run = run("clean").ok().json();

    assertThat(run.path("status").asInt()).isEqualTo(200);
    assertThat(run.path("ending").asText()).isEqualTo("served");
    platform.awaitLog("clean", "POST /tasks all by cron at 0 0 1 1 *");
    JsonNode record = platform.rest("GET", RunningPlatform.path("clean") + "/requests").ok().json();
    assertThat(record.path("request")).isEqualTo(run.path("request"));
    assertThat(record.path("trigger").asText()).isEqualTo("cron");
    assertThat(record.path("bytes_out").asInt()).isEqualTo(200_000);
    JsonNode shown =
        platform
            .rest("GET", RunningPlatform.path("clean") + "/triggers")
            .ok()
            .json()
            .at("/triggers/0");
    assertThat(shown.path("last")).isEqualTo(run);
    assertThat(shown.path("next").asText()).endsWith("-01-01T00:00:00Z");
    assertThat(
            platform.metric(
                "verge_requests_total", "tenant", "acme", "function", "clean", "status", "200"))
        .isEqualTo(1);
  }

  @Test
  void limitsHoldForTriggeredRequests() {
    platform.deploy(
        "endless",
        Guests.path("busy"),
        """
        {"limits":{"cpu_ms":100},"triggers":{"cron":[{"schedule":"0 0 1 1 *","path":"/?100000"}]}}
        """);

    JsonNode run = run("endless").ok().json();

    assertThat(run.path("status").asInt()).isEqualTo(504);
    assertThat(run.path("ending").asText()).isEqualTo("cpu");
  }

  @Test
  void aClientCannotPretendToBeASchedule() {
    platform.deploy("forged", Guests.path("echo-env"));

    Reply reply =
        platform.send(
            RunningPlatform.host("forged"),
            "GET",
            "/",
            Map.of(
                "X-Verge-Trigger", "cron",
                "x-verge-trigger-schedule", "* * * * *",
                "x_verge_trigger", "cron",
                "x-other", "there"),
            "");

    assertThat(reply.ok().text()).contains("HTTP_X_OTHER=there").doesNotContain("TRIGGER");
  }

  private void deploy(String function, String guest, String cron) {
    platform.deploy(function, Guests.path(guest), "{\"triggers\":{\"cron\":[%s]}}".formatted(cron));
  }

  private Reply run(String function) {
    return platform.rest("POST", RunningPlatform.path(function) + "/triggers/1/runs");
  }
}
