package dev.verge.deploy;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who changed what. */
class AuditTest {
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
  void everyChangeIsToldWithWhoMadeIt() {
    Instant before = Instant.now();
    JsonNode version = platform.upload("acme/hello", Modules.command("one")).ok(201).json();
    platform.upload("acme/hello", Modules.command("two")).ok(201);
    platform.activate("acme/hello", 1).ok(200);
    platform.delete(path("acme/hello") + "/versions/2").ok(204);
    platform.delete(path("acme/hello") + "/deployment").ok(204);
    platform.delete(path("acme/hello")).ok(204);

    List<JsonNode> entries = entries("");

    assertThat(entries)
        .extracting(entry -> entry.path("action").asText())
        .containsExactly(
            "function-delete",
            "deployment-end",
            "version-delete",
            "deployment-activate",
            "version-upload",
            "version-upload",
            "tenant-put");
    JsonNode upload = entries.get(5);
    assertThat(Instant.parse(upload.path("time").asText())).isAfter(before.minusSeconds(1));
    assertThat(upload.at("/token/id").asText()).isEqualTo("root");
    assertThat(upload.path("tenant").asText()).isEqualTo("acme");
    assertThat(upload.path("function").asText()).isEqualTo("hello");
    assertThat(upload.path("outcome").asText()).isEqualTo("done");
    assertThat(upload.path("detail").asText())
        .isEqualTo("version 1, module %s, activated", version.at("/module/sha256").asText());
    assertThat(entries.get(3).path("detail").asText()).isEqualTo("version 1");
  }

  @Test
  void whatDoesNotHappenIsNotTold() {
    platform.upload("acme/hello", Modules.truncated()).problem(ProblemType.MALFORMED_MODULE);
    platform.delete(path("acme/hello")).problem(ProblemType.NO_SUCH_FUNCTION);
    platform.get("/v1/functions").ok(200);

    assertThat(entries("")).isEmpty();
  }

  @Test
  void theNewestComeFirstPageByPageAlsoAfterARestart() {
    for (int tenant = 0; tenant < 5; tenant++) {
      platform.put("/v1/tenants/t" + tenant, "application/json", "{}".getBytes(UTF_8)).ok(201);
    }
    stop();
    start();

    List<String> tenants = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    String before = "";
    do {
      JsonNode page = platform.get("/v1/audit?limit=2" + before).ok(200).json();
      page.path("entries").forEach(entry -> tenants.add(entry.path("tenant").asText()));
      sizes.add(page.path("entries").size());
      before = page.has("next_before") ? "&before=" + page.path("next_before").asText() : "";
    } while (!before.isEmpty());

    assertThat(tenants).containsExactly("t4", "t3", "t2", "t1", "t0");
    assertThat(sizes).containsExactly(2, 2, 1);
    assertThat(entries("?tenant=t3")).hasSize(1);
  }

  @Test
  void aTenantsAdminIsShownTheTenantsEntriesAndNobodyElsesAttempts() {
    platform.put("/v1/tenants/acme", "application/json", "{}".getBytes(UTF_8)).ok(201);
    platform.put("/v1/tenants/other", "application/json", "{}".getBytes(UTF_8)).ok(201);
    String acme = token("acme");
    String other = token("other");
    platform
        .send(
            platform
                .anonymous(path("acme/hello"))
                .header("Authorization", "Bearer " + other)
                .DELETE())
        .problem(ProblemType.FORBIDDEN);

    assertThat(as(acme, "/v1/audit").toString()).doesNotContain("other").contains("tenant-put");
    assertThat(as(other, "/v1/audit").at("/entries/0/outcome").asText()).isEqualTo("refused");
    assertThat(as(other, "/v1/audit").at("/entries/0/detail").asText()).contains("acme/functions");
    platform
        .send(
            platform
                .anonymous("/v1/audit?tenant=acme")
                .header("Authorization", "Bearer " + other)
                .GET())
        .problem(ProblemType.FORBIDDEN);
  }

  @Test
  void aStoreThatIsMadeForAValueIsToldOfWhateverBecomesOfThat() {
    String key = "/v1/tenants/acme/kv-stores/s/keys/k";
    platform
        .send(platform.request(key).header("If-Match", "\"7\"").PUT(BodyPublishers.ofString("x")))
        .problem(ProblemType.PRECONDITION_FAILED);

    platform.get("/v1/tenants/acme/kv-stores/s").ok(200);
    JsonNode entry = entries("?tenant=acme").getFirst();
    assertThat(entry.path("action").asText()).isEqualTo("kv-store-create");
    assertThat(entry.path("detail").asText()).isEqualTo("s");

    platform.put(key, "text/plain", "x".getBytes(UTF_8)).ok(200);
    platform.put(key, "text/plain", "y".getBytes(UTF_8)).ok(200);
    assertThat(entries("?tenant=acme&limit=3"))
        .extracting(told -> told.path("action").asText())
        .containsExactly("kv-entry-put", "kv-entry-put", "kv-store-create");
  }

  @Test
  void whoHasTheNameOfADeletedTenantIsShownNothingOfIt() {
    platform.put("/v1/tenants/acme", "application/json", "{}".getBytes(UTF_8)).ok(201);
    platform.put("/v1/tenants/acme/kv-stores/theirs", "text/plain", new byte[0]).ok(204);
    assertThat(as(token("acme"), "/v1/audit").path("entries")).hasSize(3);
    platform.delete("/v1/tenants/acme/kv-stores/theirs").ok(204);
    platform.delete("/v1/tenants/acme").ok(204);
    platform.put("/v1/tenants/acme", "application/json", "{}".getBytes(UTF_8)).ok(201);
    String next = token("acme");

    for (String query : List.of("", "?tenant=acme", "?token=root", "?since=2020-01-01T00:00:00Z")) {
      assertThat(as(next, "/v1/audit" + query).path("entries"))
          .as(query)
          .extracting(entry -> entry.path("action").asText())
          .containsExactly("token-create", "tenant-put");
    }
    assertThat(entries("?tenant=acme")).hasSize(7);
  }

  @Test
  void entriesAreThoseOfAnActorOrSinceATime() {
    for (String tenant : List.of("acme", "other")) {
      platform.put("/v1/tenants/" + tenant, "application/json", "{}".getBytes(UTF_8)).ok(201);
    }
    String acme = token("acme");
    platform
        .send(
            platform
                .anonymous("/v1/tenants/acme/kv-stores/s")
                .header("Authorization", "Bearer " + acme)
                .PUT(BodyPublishers.noBody()))
        .ok(204);
    JsonNode newest = entries("").getFirst();
    String id = newest.at("/token/id").asText();

    assertThat(entries("?token=" + id)).containsExactly(newest);
    assertThat(entries("?token=root")).hasSize(3);
    assertThat(entries("?token=root&tenant=other&limit=1")).hasSize(1);
    assertThat(entries("?token=nobody")).isEmpty();
    assertThat(as(acme, "/v1/audit?token=root").path("entries")).hasSize(2);

    Instant time = Instant.parse(newest.path("time").asText());
    assertThat(entries("?since=" + time)).contains(newest).hasSizeLessThanOrEqualTo(4);
    assertThat(entries("?since=" + time.minusSeconds(3600))).hasSize(4);
    assertThat(entries("?since=" + time.plusNanos(1_000_000))).isEmpty();
    assertThat(entries("?since=9999-12-31T23:59:59Z")).isEmpty();
  }

  @Test
  void aSecondIsNotLaterThanItsFractions() throws Exception {
    platform.get("/healthz").ok(200);
    stop();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("verge.db"));
        Statement statement = connection.createStatement()) {
      for (String time : List.of("09.999Z", "10Z", "10.001Z", "10.500Z", "11Z")) {
        statement.execute(
            """
            INSERT INTO audit (time, token, token_name, action, detail, outcome)
            VALUES ('2026-11-23T12:00:%s', 'root', 'root', 'token-create', '', 'done')
            """
                .formatted(time));
      }
    }
    start();

    assertThat(times("10Z")).containsExactly("11Z", "10.500Z", "10.001Z", "10Z");
    assertThat(times("10.0005Z")).containsExactly("11Z", "10.500Z", "10.001Z");
    assertThat(times("10.5Z")).containsExactly("11Z", "10.500Z");
    assertThat(times("11.001Z")).isEmpty();
  }

  private List<String> times(String since) {
    return entries("?since=2026-11-23T12:00:" + since).stream()
        .map(entry -> entry.path("time").asText().substring("2026-11-23T12:00:".length()))
        .toList();
  }

  @Test
  void theLogCannotBeRewrittenByWhateverStatement() throws Exception {
    platform.upload("acme/hello", Modules.command("one")).ok(201);
    stop();

    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("verge.db"));
        Statement statement = connection.createStatement()) {
      for (String sql : List.of("DELETE FROM audit", "UPDATE audit SET token = 'somebody'")) {
        assertThatExceptionOfType(SQLException.class)
            .isThrownBy(() -> statement.execute(sql))
            .withMessageContaining("only appended to");
      }
    }
    start();
    assertThat(entries("")).hasSize(2);
  }

  @Test
  void secretsAreNotInTheLog() {
    platform
        .put("/v1/tenants/acme/secret-stores/s/secrets/key", "text/plain", "hush".getBytes(UTF_8))
        .ok(204);

    assertThat(entries("").getFirst().path("detail").asText()).isEqualTo("s/key");
    assertThat(entries("").toString()).doesNotContain("hush");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=1001",
        "limit=x",
        "before=x",
        "before=-1",
        "tenant=a&tenant=b",
        "since=now",
        "since=2026-11-23",
        "since=+10000-01-01T00:00:00Z",
        "since=2026-13-23T12:00:00Z"
      })
  void theLogIsReadWithParametersInRangeOnly(String query) {
    platform.get("/v1/audit?" + query).problem(ProblemType.INVALID_PARAMETER);
  }

  private List<JsonNode> entries(String query) {
    return StreamSupport.stream(
            platform.get("/v1/audit" + query).ok(200).json().path("entries").spliterator(), false)
        .toList();
  }

  private JsonNode as(String secret, String path) {
    return platform
        .send(platform.anonymous(path).header("Authorization", "Bearer " + secret).GET())
        .ok(200)
        .json();
  }

  private String token(String tenant) {
    return platform
        .send(
            platform
                .request("/v1/tokens")
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"name\":\"t\",\"scope\":\"admin\",\"tenant\":\"%s\"}"
                            .formatted(tenant))))
        .ok(201)
        .json()
        .path("token")
        .asText();
  }
}
