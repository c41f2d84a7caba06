package dev.verge.deploy;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import dev.verge.deploy.testing.Tar;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of an access token, as somebody with a shell sees it. */
class TokensTest {
  private static final String HELLO = path("acme/hello");
  @TempDir Path home;
  private RunningControlPlane platform;

  @BeforeEach
  void start() {
    platform = RunningControlPlane.in(home);
    platform.upload("acme/hello", Modules.command("one")).ok(201);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void aTokenIsToldOnceAndKeptAsAHash() throws Exception {
    Answer answer = make("{\"name\":\"ci\",\"scope\":\"deploy\",\"tenant\":\"acme\"}").ok(201);

    JsonNode made = answer.json();
    String secret = made.path("token").asText();
    assertThat(secret).matches("verge_[A-Za-z0-9_-]{43}");
    assertThat(answer.header("cache-control")).isEqualTo("no-store");
    assertThat(made.path("name").asText()).isEqualTo("ci");
    assertThat(made.path("tenant").asText()).isEqualTo("acme");
    assertThat(made.path("scope").asText()).isEqualTo("deploy");
    assertThat(made.at("/created_by/id").asText()).isEqualTo("root");
    assertThat(made.has("last_used")).isFalse();
    assertThat(platform.get("/v1/tokens").ok(200).text())
        .contains(made.path("id").asText())
        .doesNotContain(secret, secret.substring(6));
    for (Path file : platform.files("")) {
      assertThat(new String(Files.readAllBytes(file), UTF_8)).doesNotContain(secret.substring(6));
    }
  }

  @Test
  void aRevokedTokenIsWorthNothingAtOnce() {
    JsonNode made = made("read", "acme");
    String secret = made.path("token").asText();
    as(secret, HELLO).ok(200);

    platform.delete("/v1/tokens/" + made.path("id").asText()).ok(204);

    as(secret, HELLO).problem(ProblemType.UNAUTHORIZED);
    platform.delete("/v1/tokens/" + made.path("id").asText()).problem(ProblemType.NO_SUCH_TOKEN);
    assertThat(platform.get("/v1/tokens").json().path("tokens")).isEmpty();
  }

  @Test
  void aFollowedLogIsCutWhenItsTokenIsRevoked() throws Exception {
    JsonNode made = made("read", "acme");
    try (InputStream log =
            platform
                .send(
                    bearer(made.path("token").asText(), HELLO + "/logs?follow=true&tail=0").GET(),
                    BodyHandlers.ofInputStream())
                .body();
        BufferedReader lines = new BufferedReader(new InputStreamReader(log, UTF_8))) {
      platform.delete("/v1/tokens/" + made.path("id").asText()).ok(204);

      // Empty lines until then say that the log is alive.
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(
              () -> {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  assertThat(line).isEmpty();
                }
                throw new IOException("ended");
              });
    }
  }

  @Test
  void tokensAndTheirLastUseSurviveARestart() {
    JsonNode used = made("read", "acme");
    JsonNode revoked = made("admin", null);
    Instant before = Instant.parse(used.path("created").asText());
    as(used.path("token").asText(), HELLO).ok(200);
    platform.delete("/v1/tokens/" + revoked.path("id").asText()).ok(204);
    stop();
    platform = RunningControlPlane.in(home);

    JsonNode listed = platform.get("/v1/tokens").ok(200).json().path("tokens");

    assertThat(listed).hasSize(1);
    assertThat(Instant.parse(listed.at("/0/last_used").asText())).isAfterOrEqualTo(before);
    as(used.path("token").asText(), HELLO).ok(200);
    as(revoked.path("token").asText(), HELLO).problem(ProblemType.UNAUTHORIZED);
  }

  @Test
  void aTenantsAdminHandlesTheTenantsTokensOnly() {
    String admin = made("admin", "acme").path("token").asText();
    platform.put("/v1/tenants/other", "application/json", "{}".getBytes(UTF_8)).ok(201);
    String foreign = made("read", "other").path("id").asText();
    String everywhere = made("read", null).path("id").asText();

    String own =
        post(admin, "{\"name\":\"x\",\"scope\":\"admin\",\"tenant\":\"acme\"}")
            .ok(201)
            .json()
            .path("id")
            .asText();
    post(admin, "{\"name\":\"x\",\"scope\":\"read\"}").problem(ProblemType.FORBIDDEN);
    post(admin, "{\"name\":\"x\",\"scope\":\"read\",\"tenant\":\"other\"}")
        .problem(ProblemType.FORBIDDEN);
    post(admin, "{\"name\":\"x\",\"scope\":\"read\",\"tenant\":\"nobody\"}")
        .problem(ProblemType.FORBIDDEN);
    assertThat(as(admin, "/v1/tokens").ok(200).text())
        .contains(own)
        .doesNotContain(foreign, everywhere, "other");
    for (String id : new String[] {foreign, everywhere, "0000000000000000", "root"}) {
      platform.send(bearer(admin, "/v1/tokens/" + id).DELETE()).problem(ProblemType.NO_SUCH_TOKEN);
    }
    platform.send(bearer(admin, "/v1/tokens/" + own).DELETE()).ok(204);
  }

  @Test
  void whatIsOfAnotherTenantLooksLikeWhatIsNotThere() {
    platform.put("/v1/tenants/other", "application/json", "{}".getBytes(UTF_8)).ok(201);
    String secret = made("admin", "other").path("token").asText();

    String there = as(secret, HELLO).problem(ProblemType.FORBIDDEN);

    assertThat(as(secret, path("acme/nothing")).problem(ProblemType.FORBIDDEN)).isEqualTo(there);
    assertThat(as(secret, path("nobody/hello")).problem(ProblemType.FORBIDDEN)).isEqualTo(there);
    assertThat(as(secret, path("No_Name/hello")).problem(ProblemType.FORBIDDEN)).isEqualTo(there);
    assertThat(as(secret, HELLO + "/versions/1/module").problem(ProblemType.FORBIDDEN))
        .isEqualTo(there);
  }

  @Test
  void aPackageWithSecretsNeedsTheScopeForSecrets() {
    byte[] plain = packaged("");
    byte[] secrets =
        packaged(
            """
            [[local_server.secret_stores.keys]]
            key = "token"
            data = "x"
            """);
    String deploy = made("deploy", "acme").path("token").asText();
    String admin = made("admin", "acme").path("token").asText();

    upload(deploy, secrets).problem(ProblemType.FORBIDDEN);
    assertThat(platform.get("/v1/tenants/acme/secret-stores").json().path("secret_stores"))
        .isEmpty();
    upload(deploy, plain).ok(201);
    upload(admin, secrets).ok(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"name\":\"x\"}",
        "{\"name\":\"x\",\"scope\":\"root\"}",
        "{\"name\":\"x\",\"scope\":\"READ\"}",
        "{\"name\":null,\"scope\":\"read\"}",
        "{\"name\":1,\"scope\":\"read\"}",
        "{\"name\":\"x\",\"scope\":\"read\",\"tenants\":\"acme\"}"
      })
  void aTokenIsMadeOfTheExpectedJsonOnly(String body) {
    make(body).problem(ProblemType.MALFORMED_JSON);
  }

  @Test
  void aTokenHasAShortVisibleNameAndATenantThatIsThere() {
    make("{\"name\":\"\",\"scope\":\"read\"}").problem(ProblemType.INVALID_NAME);
    make("{\"name\":\"a\\u0007\",\"scope\":\"read\"}").problem(ProblemType.INVALID_NAME);
    make("{\"name\":\"%s\",\"scope\":\"read\"}".formatted("x".repeat(101)))
        .problem(ProblemType.INVALID_NAME);
    make("{\"name\":\"x\",\"scope\":\"read\",\"tenant\":\"A b\"}")
        .problem(ProblemType.INVALID_NAME);
    make("{\"name\":\"x\",\"scope\":\"read\",\"tenant\":\"nobody\"}")
        .problem(ProblemType.NO_SUCH_TENANT);
    assertThat(platform.get("/v1/tokens").json().path("tokens")).isEmpty();
  }

  private Answer upload(String secret, byte[] content) {
    return platform.send(
        bearer(secret, HELLO)
            .header("Content-Type", "application/gzip")
            .PUT(BodyPublishers.ofByteArray(content)));
  }

  private static byte[] packaged(String more) {
    return new Tar()
        .file("shop/fastly.toml", "manifest_version = 3\nname = \"shop\"\n" + more)
        .file("shop/bin/main.wasm", Modules.command("shop"))
        .end();
  }

  private JsonNode made(String scope, String tenant) {
    String whose = tenant == null ? "null" : '"' + tenant + '"';
    return make("{\"name\":\"t\",\"scope\":\"%s\",\"tenant\":%s}".formatted(scope, whose))
        .ok(201)
        .json();
  }

  private Answer make(String body) {
    return post(platform.token(), body);
  }

  private Answer post(String secret, String body) {
    return platform.send(
        bearer(secret, "/v1/tokens")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private Answer as(String secret, String path) {
    return platform.send(bearer(secret, path).GET());
  }

  private HttpRequest.Builder bearer(String secret, String path) {
    return platform.anonymous(path).header("Authorization", "Bearer " + secret);
  }
}
