package dev.verge.deploy;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.requests.Ending;
import dev.verge.deploy.requests.RequestRecord;
import dev.verge.deploy.requests.RequestRing;
import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.Multipart;
import dev.verge.deploy.testing.RunningControlPlane;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Canaries, rules and conditions over REST. */
class RolloutsTest {
  private static final String HELLO = path("demo/hello");
  private static final String DEPLOYMENT = HELLO + "/deployment";
  private static final String CANARY = DEPLOYMENT + "/canary";
  private static final String HOST = "hello.demo.localhost";

  @TempDir Path home;
  private RunningControlPlane platform;

  @BeforeEach
  void start() {
    platform = RunningControlPlane.in(home);
    for (String text : List.of("one", "two", "three")) {
      platform.upload("demo/hello", Modules.command(text)).ok(201);
    }
    platform.activate("demo/hello", 1).ok(200);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void aCanaryServesBesideTheDeployedVersion() {
    JsonNode deployment =
        put(CANARY, "{\"version\":2,\"percent\":12.5,\"sticky\":\"cookie\"}").ok(200).json();

    assertThat(deployment.path("version").asInt()).isEqualTo(1);
    JsonNode rollout = deployment.path("rollout");
    assertThat(rollout.path("kind").asText()).isEqualTo("canary");
    assertThat(rollout.path("version").asInt()).isEqualTo(2);
    assertThat(rollout.path("percent").asDouble()).isEqualTo(12.5);
    assertThat(rollout.path("sticky").asText()).isEqualTo("cookie");
    assertThat(rollout.path("state").asText()).isEqualTo("running");
    assertThat(platform.get(CANARY).ok(200).json()).isEqualTo(rollout);
    assertThat(split().canary().version()).hasToString("demo/hello@2");
    assertThat(split().main().version()).hasToString("demo/hello@1");
    JsonNode function = platform.get(HELLO).ok(200).json();
    assertThat(function.path("canary").asInt()).isEqualTo(2);
    assertThat(function.at("/versions/1/canary").asBoolean()).isTrue();
    assertThat(platform.get("/metrics").text())
        .contains(
            "verge_deployed_version{role=\"canary\",tenant=\"demo\",function=\"hello\",} 2.0",
            "verge_canary_ratio{tenant=\"demo\",function=\"hello\",} 0.125");
  }

  @Test
  void aCanaryIsPromotedByOneCall() {
    put(CANARY, "{\"version\":2,\"percent\":1}").ok(200);
    Deployment canary = split().canary();

    JsonNode deployment = post(CANARY + "/promotion").ok(200).json();

    assertThat(deployment.path("version").asInt()).isEqualTo(2);
    assertThat(deployment.at("/rollout/state").asText()).isEqualTo("promoted");
    assertThat(lookup(HOST)).contains(canary);
    platform.get(CANARY).problem(ProblemType.NO_CANARY);
    assertThat(audit()).contains("canary-promote");
  }

  @Test
  void aCanaryIsAbortedByOneCall() {
    put(CANARY, "{\"version\":2,\"percent\":1}").ok(200);

    platform.delete(CANARY).ok(204);

    JsonNode deployment = platform.get(DEPLOYMENT).ok(200).json();
    assertThat(deployment.path("version").asInt()).isEqualTo(1);
    assertThat(deployment.at("/rollout/state").asText()).isEqualTo("aborted");
    assertThat(lookup(HOST).orElseThrow()).isInstanceOf(Deployment.Ready.class);
    platform.delete(CANARY).problem(ProblemType.NO_CANARY);
    post(CANARY + "/promotion").problem(ProblemType.NO_CANARY);
  }

  @Test
  void anActivationOrAnUploadEndsACanary() {
    put(CANARY, "{\"version\":2,\"percent\":50}").ok(200);
    platform.activate("demo/hello", 1).ok(200);
    assertThat(state()).isEqualTo("replaced");
    assertThat(lookup(HOST).orElseThrow().version()).hasToString("demo/hello@1");
    assertThat(lookup(HOST).orElseThrow()).isInstanceOf(Deployment.Ready.class);

    put(CANARY, "{\"version\":2,\"percent\":50}").ok(200);
    platform.upload("demo/hello", Modules.command("four")).ok(201);
    assertThat(state()).isEqualTo("replaced");
    assertThat(lookup(HOST).orElseThrow().version()).hasToString("demo/hello@4");

    put(CANARY, "{\"version\":2,\"percent\":50}").ok(200);
    platform.delete(DEPLOYMENT).ok(204);
    assertThat(lookup(HOST)).isEmpty();
    platform.get(CANARY).problem(ProblemType.NO_CANARY);
    put(CANARY, "{\"version\":2,\"percent\":50}").problem(ProblemType.NO_DEPLOYMENT);
  }

  @Test
  void whatARolloutNeedsIsNotDeleted() {
    put(CANARY, "{\"version\":2,\"percent\":0}").ok(200);
    platform.delete(HELLO + "/versions/2").problem(ProblemType.VERSION_ACTIVE);
    platform.delete(HELLO + "/versions/3").ok(204);
    platform.delete(CANARY).ok(204);
    platform.delete(HELLO + "/versions/2").ok(204);

    platform.upload("demo/hello", Modules.command("four")).ok(201);
    platform.activate("demo/hello", 1).ok(200);
    put(DEPLOYMENT, "{\"version\":4,\"rollback\":{\"error_rate\":0.1}}").ok(200);
    platform.delete(HELLO + "/versions/1").problem(ProblemType.VERSION_ACTIVE);
    put(CANARY + "?replace_rule=true", "{\"version\":1,\"percent\":0}").ok(200);
    platform.delete(HELLO).ok(204);
    assertThat(lookup(HOST)).isEmpty();
  }

  @Test
  void aCanaryTakesTheRulesPlaceOnlyWhenThatIsMeant() {
    put(DEPLOYMENT, "{\"version\":2,\"rollback\":{\"error_rate\":0.1}}").ok(200);

    String detail =
        put(CANARY, "{\"version\":3,\"percent\":5}").problem(ProblemType.VERSION_WATCHED);
    assertThat(detail).contains("version 2", "brings version 1 back", "replace_rule=true");
    JsonNode rollout = platform.get(DEPLOYMENT).json().path("rollout");
    assertThat(rollout.path("kind").asText()).isEqualTo("activation");
    assertThat(rollout.path("state").asText()).isEqualTo("running");

    put(CANARY + "?replace_rule=true", "{\"version\":3,\"percent\":5}").ok(200);
    assertThat(platform.get(CANARY).ok(200).json().path("version").asInt()).isEqualTo(3);
    assertThat(audit()).contains("in place of the rule on the deployed version");
    put(CANARY, "{\"version\":3,\"percent\":6}").ok(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"version\":1,\"percent\":5}",
        "{\"version\":2}",
        "{\"version\":2,\"percent\":-0.1}",
        "{\"version\":2,\"percent\":100.1}",
        "{\"version\":2,\"percent\":0.05}",
        "{\"version\":2,\"percent\":1e300}",
        "{\"version\":2,\"percent\":5,\"sticky\":\"glue\"}",
        "{\"version\":2,\"percent\":5,\"sticky\":\"header\"}",
        "{\"version\":2,\"percent\":5,\"header\":\"x\"}",
        "{\"version\":2,\"percent\":5,\"sticky\":\"header\",\"header\":\"a b\"}",
        "{\"version\":2,\"percent\":5,\"rollback\":{}}",
        "{\"version\":2,\"percent\":5,\"rollback\":{\"error_rate\":2}}",
        "{\"version\":2,\"percent\":5,\"rollback\":{\"p99_us\":0}}",
        "{\"version\":2,\"percent\":5,\"rollback\":{\"p99_us\":1,\"min_requests\":0}}",
        "{\"version\":2,\"percent\":5,\"rollback\":{\"p99_us\":1,\"window_s\":99999}}",
      })
  void aRolloutThatIsNoneIsRefused(String wanted) {
    put(CANARY, wanted).problem(ProblemType.INVALID_ROLLOUT);
    platform.get(CANARY).problem(ProblemType.NO_CANARY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"version\":2,\"percent\":\"5\"}",
        "{\"version\":2,\"percent\":5,\"more\":1}",
        "{\"version\":2,\"percent\":5,\"rollback\":{\"error_rate\":\"x\"}}",
        "{\"version\":2,\"percent\":5,\"rollback\":7}",
        "[]"
      })
  void aBodyOfAnotherShapeIsRefused(String body) {
    put(CANARY, body).problem(ProblemType.MALFORMED_JSON);
  }

  @Test
  void aVersionThatIsNotThereIsNoCanary() {
    put(CANARY, "{\"version\":9,\"percent\":5}").problem(ProblemType.NO_SUCH_VERSION);
    put(CANARY, "{\"version\":0,\"percent\":5}").problem(ProblemType.NO_SUCH_VERSION);
  }

  @Test
  void aRuleNeedsAVersionToGoBackTo() {
    put(DEPLOYMENT, "{\"version\":1,\"rollback\":{\"error_rate\":0.1}}")
        .problem(ProblemType.INVALID_ROLLOUT);
  }

  @Test
  void ofTwoWhoChangeADeploymentAtOnceOneNotices() {
    String seen = platform.get(DEPLOYMENT).ok(200).header("etag");
    assertThat(seen).matches("\"\\d+\"");

    String after = ifMatch("PUT", DEPLOYMENT, seen, "{\"version\":2}").ok(200).header("etag");
    assertThat(after).isNotEqualTo(seen);
    ifMatch("PUT", DEPLOYMENT, seen, "{\"version\":3}").problem(ProblemType.PRECONDITION_FAILED);
    ifMatch("PUT", CANARY, seen, "{\"version\":3,\"percent\":1}")
        .problem(ProblemType.PRECONDITION_FAILED);
    ifMatch("DELETE", DEPLOYMENT, seen, "").problem(ProblemType.PRECONDITION_FAILED);
    ifMatch("POST", DEPLOYMENT + "/rollback", seen, "").problem(ProblemType.PRECONDITION_FAILED);
    ifMatch("PUT", DEPLOYMENT, "W/" + after, "{\"version\":3}")
        .problem(ProblemType.PRECONDITION_FAILED);
    assertThat(platform.get(DEPLOYMENT).header("etag")).isEqualTo(after);

    String canary =
        ifMatch("PUT", CANARY, "\"0\", " + after, "{\"version\":3,\"percent\":1}")
            .ok(200)
            .header("etag");
    ifMatch("DELETE", CANARY, after, "").problem(ProblemType.PRECONDITION_FAILED);
    ifMatch("POST", CANARY + "/promotion", after, "").problem(ProblemType.PRECONDITION_FAILED);
    ifMatch("DELETE", CANARY, canary, "").ok(204);
    ifMatch("DELETE", DEPLOYMENT, "*", "").ok(204);
    ifMatch("PUT", DEPLOYMENT, "*", "{\"version\":2}").problem(ProblemType.PRECONDITION_FAILED);
  }

  @Test
  void anEtagIsNeverUsedAgain() {
    String seen = platform.get(DEPLOYMENT).header("etag");
    platform.activate("demo/hello", 2).ok(200);
    platform.activate("demo/hello", 1).ok(200);
    ifMatch("PUT", DEPLOYMENT, seen, "{\"version\":3}").problem(ProblemType.PRECONDITION_FAILED);

    platform.delete(HELLO).ok(204);
    platform.upload("demo/hello", Modules.command("again")).ok(201);
    assertThat(platform.get(DEPLOYMENT).header("etag")).isNotEqualTo(seen);
  }

  @Test
  void whoTakesAVersionBackDoesNotWaitForOneThatComes() {
    put(
            CANARY,
            "{\"version\":2,\"percent\":5,\"rollback\":{\"error_rate\":0.1,\"min_requests\":3}}")
        .ok(200);
    int files = platform.files("blobs").size();
    byte[] comes =
        new Multipart()
            .manifest("{\"warmup\":{\"budget_ms\":300000}}")
            .module(Modules.endless())
            .end();
    Future<?> upload =
        platform
            .client()
            .sendAsync(
                platform
                    .request(HELLO + "?wait_warm=true")
                    .header("Content-Type", Multipart.TYPE)
                    .PUT(BodyPublishers.ofByteArray(comes))
                    .build(),
                BodyHandlers.discarding());
    await().until(() -> platform.files("blobs").size() > files);

    end(2, Ending.TRAPPED, 500, 3);
    await().until(() -> state().equals("aborted"));
    platform.activate("demo/hello", 3).ok(200);
    put(CANARY, "{\"version\":2,\"percent\":5}").ok(200);
    post(CANARY + "/promotion").ok(200);
    put(CANARY, "{\"version\":3,\"percent\":5}").ok(200);
    platform.delete(CANARY).ok(204);
    platform.delete(HELLO + "/versions/3").ok(204);

    assertThat(upload).isNotDone();
    assertThat(platform.get(HELLO).json().path("versions")).hasSize(2);
  }

  @Test
  void aBrokenRuleEndsTheCanary() {
    put(
            CANARY,
            "{\"version\":2,\"percent\":5,\"rollback\":{\"error_rate\":0.1,\"min_requests\":3}}")
        .ok(200);

    end(1, Ending.TRAPPED, 500, 20);
    assertThat(state()).isEqualTo("running");
    end(2, Ending.TRAPPED, 500, 3);

    await().until(() -> state().equals("aborted"));
    JsonNode rollout = platform.get(DEPLOYMENT).json().path("rollout");
    assertThat(rollout.path("why").asText()).startsWith("3 of 3 requests failed");
    assertThat(rollout.path("failed").asInt()).isEqualTo(3);
    assertThat(lookup(HOST).orElseThrow().version()).hasToString("demo/hello@1");
    assertThat(lookup(HOST).orElseThrow()).isInstanceOf(Deployment.Ready.class);
    JsonNode entry = platform.get("/v1/audit?limit=1").json().at("/entries/0");
    assertThat(entry.path("action").asText()).isEqualTo("canary-abort");
    assertThat(entry.at("/token/id").asText()).isEqualTo("platform");
    assertThat(entry.path("detail").asText()).startsWith("version 2: 3 of 3 requests failed");
  }

  @Test
  void aBrokenRuleBringsTheVersionBeforeBack() {
    put(DEPLOYMENT, "{\"version\":2,\"rollback\":{\"p99_us\":100,\"min_requests\":2}}").ok(200);

    end(2, Ending.SERVED, 200, 100);

    await().until(() -> state().equals("rolled-back"));
    assertThat(lookup(HOST).orElseThrow().version()).hasToString("demo/hello@1");
    assertThat(platform.get(DEPLOYMENT).json().path("version").asInt()).isEqualTo(1);
    assertThat(audit()).contains("deployment-roll-back");
  }

  @Test
  void aRollbackGoesToTheVersionThatServedBefore() {
    platform.upload("demo/hello", Modules.command("four")).ok(201);

    JsonNode deployment = rollBack().ok(200).json();

    assertThat(deployment.path("version").asInt()).isEqualTo(1);
    assertThat(deployment.path("previous").asInt()).isEqualTo(3);
    assertThat(lookup(HOST).orElseThrow().version()).hasToString("demo/hello@1");
    JsonNode entry = platform.get("/v1/audit?limit=1").json().at("/entries/0");
    assertThat(entry.path("action").asText()).isEqualTo("deployment-roll-back");
    assertThat(entry.path("detail").asText()).isEqualTo("version 4, back to version 1");
  }

  @Test
  void aRollbackNeverGoesToWhatWasTakenBackOrDeletedOrHasNotServed() {
    platform.put(HELLO + "?activate=false", "application/wasm", Modules.command("four")).ok(201);
    platform.activate("demo/hello", 3).ok(200);

    assertThat(rollBack().ok(200).json().path("version").asInt()).isEqualTo(1);
    assertThat(rollBack().ok(200).json().path("version").asInt()).isEqualTo(2);
    assertThat(rollBack().problem(ProblemType.NO_WAY_BACK)).contains("but version 2 has served");
    assertThat(platform.get(DEPLOYMENT).json().has("previous")).isFalse();

    platform.activate("demo/hello", 3).ok(200);
    platform.delete(HELLO + "/versions/2").ok(204);
    rollBack().problem(ProblemType.NO_WAY_BACK);
    platform.delete(DEPLOYMENT).ok(204);
    rollBack().problem(ProblemType.NO_DEPLOYMENT);
  }

  @Test
  void whatARuleOrAnAbortTookBackIsNotGoneBackTo() {
    put(DEPLOYMENT, "{\"version\":2,\"rollback\":{\"error_rate\":0.1,\"min_requests\":3}}").ok(200);
    end(2, Ending.TRAPPED, 500, 3);
    await().until(() -> state().equals("rolled-back"));
    put(CANARY, "{\"version\":3,\"percent\":5}").ok(200);
    platform.delete(CANARY).ok(204);

    rollBack().problem(ProblemType.NO_WAY_BACK);

    platform.activate("demo/hello", 2).ok(200);
    assertThat(rollBack().ok(200).json().path("version").asInt()).isEqualTo(1);
  }

  @Test
  void aRuleGoesBackWithoutAnotherTrial() throws Exception {
    Deployment before = lookup(HOST).orElseThrow();
    put(DEPLOYMENT, "{\"version\":2,\"rollback\":{\"error_rate\":0.1,\"min_requests\":3}}").ok(200);
    damageAll();

    end(2, Ending.TRAPPED, 500, 3);

    await().until(() -> state().equals("rolled-back"));
    assertThat(lookup(HOST)).contains(before);
  }

  @Test
  void aRollbackNeedsNoOtherTrial() throws Exception {
    Deployment before = lookup(HOST).orElseThrow();
    platform.upload("demo/hello", Modules.command("four")).ok(201);
    damageAll();

    rollBack().ok(200);

    assertThat(lookup(HOST)).contains(before);
  }

  @Test
  void whatIsNotGoneBackToIsTriedAgain() {
    Deployment first = lookup(HOST).orElseThrow();
    platform.activate("demo/hello", 2).ok(200);
    Deployment second = lookup(HOST).orElseThrow();
    platform.activate("demo/hello", 3).ok(200);
    platform.activate("demo/hello", 1).ok(200);
    assertThat(lookup(HOST).orElseThrow()).isNotEqualTo(first);

    put(CANARY, "{\"version\":3,\"percent\":5}").ok(200);
    Deployment third = split().canary();
    platform.delete(CANARY).ok(204);
    rollBack().ok(200);
    assertThat(lookup(HOST).orElseThrow().version()).isEqualTo(second.version());
    assertThat(lookup(HOST).orElseThrow()).isNotEqualTo(second);
    platform.activate("demo/hello", 3).ok(200);
    assertThat(lookup(HOST).orElseThrow()).isNotEqualTo(third);
  }

  private void damageAll() throws IOException {
    for (Path blob : platform.files("blobs")) {
      Files.writeString(blob, "damaged");
    }
  }

  @Test
  void aRollbackGoesToTheVersionThatIsNamed() {
    JsonNode deployment = post(DEPLOYMENT + "/rollback?to=3").ok(200).json();

    assertThat(deployment.path("version").asInt()).isEqualTo(3);
    assertThat(deployment.path("previous").asInt()).isEqualTo(2);
    post(DEPLOYMENT + "/rollback?to=3").problem(ProblemType.NO_WAY_BACK);
    post(DEPLOYMENT + "/rollback?to=9").problem(ProblemType.NO_SUCH_VERSION);
    post(DEPLOYMENT + "/rollback?to=0").problem(ProblemType.NO_SUCH_VERSION);
    post(DEPLOYMENT + "/rollback?to=x").problem(ProblemType.INVALID_PARAMETER);
  }

  @Test
  void whereARollbackGoesIsKnownAfterAStop() {
    platform.activate("demo/hello", 2).ok(200);
    rollBack().ok(200);
    platform.activate("demo/hello", 3).ok(200);
    platform.close();
    platform = RunningControlPlane.in(home);

    assertThat(rollBack().ok(200).json().path("version").asInt()).isEqualTo(1);
    assertThat(lookup(HOST).orElseThrow().version()).hasToString("demo/hello@1");
  }

  @Test
  void aRolloutIsStillThereAfterAStop() {
    put(
            CANARY,
            """
            {"version":2,"percent":99.9,"sticky":"header","header":"X-User",
             "rollback":{"error_rate":0.25,"p99_us":7,"min_requests":4,"window_s":5}}
            """)
        .ok(200);
    JsonNode before = platform.get(CANARY).json();
    String tag = platform.get(CANARY).header("etag");

    platform.close();
    platform = RunningControlPlane.in(home);

    assertThat(platform.get(CANARY).ok(200).json()).isEqualTo(before);
    assertThat(platform.get(CANARY).header("etag")).isEqualTo(tag);
    await().until(() -> split().each().allMatch(Deployment.Ready.class::isInstance));
    assertThat(split().splitter().share().permille()).isEqualTo(999);
    end(2, Ending.TRAPPED, 500, 4);
    await().until(() -> state().equals("aborted"));

    platform.close();
    platform = RunningControlPlane.in(home);
    assertThat(state()).isEqualTo("aborted");
    assertThat(lookup(HOST).orElseThrow()).isInstanceOf(Deployment.Single.class);
  }

  @Test
  void versionsSayWhoMadeThemAndWhatTheyAre() {
    platform
        .put(
            HELLO + "?activate=false&note=gr%C3%BC%C3%9Fe%0Azwei",
            "application/wasm",
            Modules.command("noted"))
        .ok(201);

    JsonNode version = platform.get(HELLO + "/versions/4").ok(200).json();

    assertThat(version.path("note").asText()).isEqualTo("grüße\nzwei");
    assertThat(version.at("/created_by/id").asText()).isEqualTo("root");
    assertThat(version.at("/provenance/abi").asText()).isEqualTo("wasi-cgi");
    assertThat(version.at("/provenance/imports")).isEmpty();
    assertThat(version.at("/provenance/import_count").asInt()).isZero();
    assertThat(version.at("/provenance/toolchain/language")).isEmpty();
    assertThat(version.path("preview").asText()).isEqualTo("http://4--hello.demo.localhost:8787/");
    assertThat(platform.get(HELLO).json().at("/versions/3").has("provenance")).isFalse();
  }

  @Test
  void aNoteIsBounded() {
    String most = "x".repeat(1000);
    platform.put(HELLO + "?note=" + most, "application/wasm", Modules.command("a")).ok(201);
    platform
        .put(HELLO + "?note=" + most + "x", "application/wasm", Modules.command("b"))
        .problem(ProblemType.INVALID_PARAMETER);
    platform
        .put(HELLO + "?note=%1b[31m", "application/wasm", Modules.command("c"))
        .problem(ProblemType.INVALID_PARAMETER);
    platform
        .put(
            HELLO + "?note=" + "%F0%9F%A6%8A".repeat(500), "application/wasm", Modules.command("d"))
        .ok(201);
  }

  @Test
  void everyStoredVersionHasAPreview() {
    assertThat(lookup("1--" + HOST).orElseThrow())
        .isEqualTo(new Deployment.Preview((Deployment.Single) lookup(HOST).orElseThrow()));
    Deployment.Preview preview = (Deployment.Preview) lookup("2--" + HOST).orElseThrow();
    assertThat(preview.version()).hasToString("demo/hello@2");
    assertThat(lookup("2--" + HOST)).contains(preview);
    Deployment.Preparing preparing = (Deployment.Preparing) preview.main();
    assertThat(preparing.outcome().get()).isInstanceOf(Deployment.Ready.class);
    assertThat(preparing.outcome().get()).isSameAs(preparing.outcome().get());

    for (String host :
        List.of("4--", "0--", "02--", "-2--", "2-", "2---", "x2--", "9999999999999--", "2--2--")) {
      assertThat(lookup(host + HOST)).as(host).isEmpty();
    }
    assertThat(lookup("2--hello.other.localhost")).isEmpty();
    assertThat(lookup("2--hello.demo.example.com")).isEmpty();
    platform.delete(HELLO + "/versions/2").ok(204);
    assertThat(lookup("2--" + HOST)).isEmpty();
    assertThat(preparing.outcome().get()).isInstanceOf(Deployment.Ready.class);
    platform.delete(HELLO).ok(204);
    assertThat(lookup("3--" + HOST)).isEmpty();
  }

  @Test
  void aPreviewThatCouldNotBeReadIsShownOnceItCanBe() throws Exception {
    byte[] module = Modules.command("four");
    List<Path> others = platform.files("blobs");
    platform.put(HELLO + "?activate=false", "application/wasm", module).ok(201);
    Path blob =
        platform.files("blobs").stream().filter(it -> !others.contains(it)).findFirst().get();
    Files.delete(blob);
    Deployment.Preparing preview = (Deployment.Preparing) lookup("4--" + HOST).orElseThrow().main();
    assertThat(preview.outcome().get()).isInstanceOf(Deployment.Unavailable.class);

    Files.write(blob, module);

    await().until(() -> preview.outcome().get() instanceof Deployment.Ready);
  }

  @Test
  void namesOfPreviewsAreNobodys() {
    platform.upload("demo/2--hello", Modules.command("x")).problem(ProblemType.INVALID_NAME);
    platform.upload("demo/v2--hello", Modules.command("x")).ok(201);
    platform
        .upload("demo/hello", "{\"hostnames\":[\"7--hello.demo.localhost\"]}", Modules.command("x"))
        .problem(ProblemType.INVALID_HOSTNAME);
  }

  private void end(int version, Ending ending, int status, int count) {
    FunctionId function = new FunctionId("demo", "hello");
    RequestRing ring = platform.controlPlane().requests().of(function);
    for (int i = 0; i < count; i++) {
      ring.put(
          new RequestRecord(
              ring.number(),
              0,
              "id",
              "GET",
              "/",
              "",
              new VersionId(function, version),
              status,
              ending,
              Optional.empty(),
              0,
              1_000_000,
              0,
              0));
    }
  }

  private Answer rollBack() {
    return post(DEPLOYMENT + "/rollback");
  }

  private String state() {
    return platform.get(DEPLOYMENT).json().at("/rollout/state").asText();
  }

  private String audit() {
    return platform.get("/v1/audit?limit=10").text();
  }

  private Deployment.Split split() {
    return (Deployment.Split) lookup(HOST).orElseThrow();
  }

  private Optional<Deployment> lookup(String host) {
    return platform.controlPlane().routes().lookup(host);
  }

  private Answer put(String path, String json) {
    return platform.put(path, "application/json", json.getBytes(UTF_8));
  }

  private Answer post(String path) {
    return platform.send(platform.request(path).POST(BodyPublishers.noBody()));
  }

  private Answer ifMatch(String method, String path, String tag, String body) {
    return platform.send(
        platform
            .request(path)
            .header("If-Match", tag)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }
}
