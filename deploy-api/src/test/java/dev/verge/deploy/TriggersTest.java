package dev.verge.deploy;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Triggers as manifests say them and REST tells them. */
class TriggersTest {
  private static final String CLEAN = path("acme/clean");
  private static final String TRIGGERS = CLEAN + "/triggers";
  private static final String CRON =
      "{\"schedule\":\"*/5 * * * *\",\"path\":\"/tasks?x\",\"method\":\"POST\"}";
  @TempDir Path home;
  private RunningControlPlane platform;

  @BeforeEach
  void start() {
    platform = RunningControlPlane.in(home);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void theDeployedVersionsTriggersAreToldAlsoAfterARestart() {
    upload(CRON).ok(201);
    JsonNode first = trigger();
    assertThat(first.path("schedule").asText()).isEqualTo("*/5 * * * *");
    assertThat(first.path("method").asText()).isEqualTo("POST");
    assertThat(first.path("path").asText()).isEqualTo("/tasks?x");
    assertThat(first.path("next").asText()).matches(".*:[0-5][05]:00Z");
    assertThat(first.has("last")).isFalse();

    upload("{\"schedule\":\"0 0 * * MON\"}").ok(201);
    assertThat(trigger().path("schedule").asText()).isEqualTo("0 0 * * MON");
    assertThat(trigger().path("path").asText()).isEqualTo("/");
    platform.activate("acme/clean", 1).ok(200);
    stop();
    start();
    assertThat(trigger().path("schedule").asText()).isEqualTo("*/5 * * * *");

    platform.delete(CLEAN + "/deployment").ok(204);
    platform.get(TRIGGERS).problem(ProblemType.NO_DEPLOYMENT);
  }

  @Test
  void aStoredScheduleThatCannotBeReadAnyMoreStopsNeitherTheStartNorOtherTriggers()
      throws Exception {
    upload(CRON + ",{\"schedule\":\"1 2 3 4 *\"}").ok(201);
    stop();
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("verge.db"));
        Statement statement = database.createStatement()) {
      // As if a library had been more lenient once.
      statement.executeUpdate(
          "UPDATE versions SET manifest = replace(manifest, '1 2 3 4 *', '1 2 3 4 * *')");
    }

    start();

    JsonNode triggers = platform.get(TRIGGERS).ok(200).json().path("triggers");
    assertThat(triggers.at("/0/next").asText()).isNotEmpty();
    assertThat(triggers.at("/0").has("error")).isFalse();
    assertThat(triggers.at("/1/schedule").asText()).isEqualTo("1 2 3 4 * *");
    assertThat(triggers.at("/1").has("next")).isFalse();
    assertThat(triggers.at("/1/error").asText()).isNotEmpty();
    run("2").ok(200);
  }

  @Test
  void aTriggerIsRunWhenSomebodyAsks() {
    upload(CRON).ok(201);

    JsonNode run = run("1").ok(200).json();

    assertThat(run.path("ending").asText()).isEqualTo("served");
    assertThat(trigger().path("last")).isEqualTo(run);
    for (String other : new String[] {"0", "2", "x", "99999999999"}) {
      run(other).problem(ProblemType.NO_SUCH_TRIGGER);
    }
    assertThat(platform.get("/v1/audit").json().findValuesAsText("action"))
        .filteredOn("trigger-run"::equals)
        .hasSize(1);
  }

  @Test
  void aVersionWithoutTriggersHasNone() {
    platform.upload("acme/clean", Modules.command("x")).ok(201);

    assertThat(platform.get(TRIGGERS).ok(200).json().path("triggers")).isEmpty();
    run("1").problem(ProblemType.NO_SUCH_TRIGGER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"schedule\":\"\"}",
        "{\"schedule\":\"* * * *\"}",
        "{\"schedule\":\"* * * * * *\"}",
        "{\"schedule\":\"60 * * * *\"}",
        "{\"schedule\":\"0 0 30 2 *\"}",
        "{\"schedule\":\"0 0 1 1 * || 0 0 2 1 *\"}",
        "{\"schedule\":\"@daily\"}",
        "{\"schedule\":\"*/0 * * * *\"}",
        "{\"schedule\":\"* * * * *\",\"path\":\"tasks\"}",
        "{\"schedule\":\"* * * * *\",\"method\":\"NO METHOD\"}",
        "{\"schedule\":\"* * * * *\",\"body\":\"x\"}",
        CRON + "," + CRON
      })
  void aScheduleThatNeverComesOrCannotBeReadIsRefused(String cron) {
    assertThat(upload(cron).problem(ProblemType.INVALID_MANIFEST)).contains("cron");
  }

  @Test
  void atMostTwentyTriggersFit() {
    assertThat(upload(many(21)).problem(ProblemType.INVALID_MANIFEST)).contains("at most 20");
    upload(many(20)).ok(201);
  }

  private static String many(int count) {
    return IntStream.range(0, count)
        .mapToObj("{\"schedule\":\"%d * * * *\"}"::formatted)
        .collect(Collectors.joining(","));
  }

  private Answer upload(String cron) {
    return platform.upload(
        "acme/clean", "{\"triggers\":{\"cron\":[%s]}}".formatted(cron), Modules.command("x"));
  }

  private JsonNode trigger() {
    return platform.get(TRIGGERS).ok(200).json().at("/triggers/0");
  }

  private Answer run(String number) {
    return platform.send(
        platform.request("%s/%s/runs".formatted(TRIGGERS, number)).POST(BodyPublishers.noBody()));
  }
}
