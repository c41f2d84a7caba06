package dev.verge.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.client.Upload;
import dev.verge.deploy.client.VersionDocument;
import dev.verge.isolate.FunctionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The main job: what is deployed over REST answers by hostname, and says what its start cost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeploymentTest {
  private static final String MICROSECONDS = "\\d+\\.\\d";

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
  void guestsRunCompiled() {
    Reply health = platform.rest("GET", "/healthz", Map.of(), new byte[0]).ok();

    assertThat(health.json().path("status").asText()).isEqualTo("ok");
    assertThat(health.json().path("jit").asBoolean()).isTrue();
  }

  @Test
  void aDeployedFunctionAnswersByHostnameInWhateverForm() {
    VersionDocument version = deploy("hostname", "one");

    assertThat(version.version()).isEqualTo(1);
    assertThat(version.active()).isTrue();
    assertThat(version.urls())
        .singleElement()
        .asString()
        .contains(RunningPlatform.host("hostname"));
    for (String host :
        new String[] {
          "hostname.acme.localhost",
          "HostName.Acme.LOCALHOST",
          "hostname.acme.localhost.",
          "hostname.acme.localhost:8787"
        }) {
      assertThat(served(platform.send(host, "GET", "/", Map.of(), ""))).isEqualTo("one");
    }
  }

  @Test
  void anUnknownHostIsToldNothingAboutOthers() {
    deploy("secret-shop", "one");

    for (String host :
        new String[] {"nobody.acme.localhost", "acme.localhost", "127.0.0.1", "a.b"}) {
      Reply reply = platform.send(host, "GET", "/", Map.of(), "");
      reply.problem(404, "unknown-host");
      assertThat(reply.text()).doesNotContain("secret-shop");
      assertThat(reply.all("x-verge-isolate")).isEmpty();
    }
  }

  @Test
  void aNewVersionServesAtOnceAndARollbackBringsTheOldOneBack() {
    deploy("switch", "one");
    assertThat(served(platform.get("switch", "/"))).isEqualTo("one");

    assertThat(deploy("switch", "two").version()).isEqualTo(2);
    assertThat(served(platform.get("switch", "/"))).isEqualTo("two");

    platform.activate("switch", 1).ok();
    assertThat(served(platform.get("switch", "/"))).isEqualTo("one");
    Reply shown = platform.rest("GET", RunningPlatform.path("switch")).ok();
    assertThat(shown.json().path("active").asInt()).isEqualTo(1);
    assertThat(shown.json().path("versions")).hasSize(2);
    platform.activate("switch", 3).problem(404, "no-such-version");
    assertThat(served(platform.get("switch", "/"))).isEqualTo("one");
  }

  @Test
  void aVersionUploadedAsideServesOnlyWhenActivated() {
    deploy("aside", "one");

    Reply stored =
        platform
            .rest(
                "PUT",
                RunningPlatform.path("aside") + "?activate=false",
                "application/wasm",
                Guests.bytes("wasi-all"))
            .ok(201);

    assertThat(stored.json().path("active").asBoolean()).isFalse();
    assertThat(served(platform.get("aside", "/"))).isEqualTo("one");
    platform.activate("aside", 2).ok();
    assertThat(platform.get("aside", "/").ok().text().strip()).isEqualTo("linked");
  }

  @Test
  void requestsInFlightEndOnTheVersionThatTheyBeganOn() {
    platform.deploy("in-flight", Guests.path("echo"));
    try (Client connection = platform.connect()) {
      connection.begin(RunningPlatform.host("in-flight"), "/").chunk("before, ");
      Reply head = connection.head();
      assertThat(connection.bodyText(8)).isEqualTo("before, ");

      deploy("in-flight", "two");
      assertThat(served(platform.get("in-flight", "/"))).isEqualTo("two");

      connection.chunk("and after").lastChunk();
      assertThat(connection.rest(head).ok().text()).isEqualTo("and after");
      connection.request("GET", RunningPlatform.host("in-flight"), "/", Map.of(), new byte[0]);
      assertThat(served(connection.reply())).isEqualTo("two");
    }
    platform.awaitIdle("in-flight");
  }

  @Test
  void anIsolateIsPreparedForTheFirstRequestTheNextIsWarmAndAnEvictionMakesItCold() {
    deploy("starts", "one");
    platform.awaitPrepared("starts");

    Reply prepared = platform.get("starts", "/");
    Reply warm = platform.get("starts", "/");
    assertThat(prepared.header("x-verge-isolate")).isEqualTo("prepared");
    assertThat(warm.header("x-verge-isolate")).isEqualTo("warm");
    for (Reply reply : new Reply[] {prepared, warm}) {
      assertThat(reply.header("x-verge-cold-start-us")).matches(MICROSECONDS);
      assertThat(reply.header("x-verge-instantiation-us")).matches(MICROSECONDS);
      assertThat(Double.parseDouble(reply.header("x-verge-cold-start-us")))
          .isGreaterThanOrEqualTo(Double.parseDouble(reply.header("x-verge-instantiation-us")))
          .isPositive();
      assertThat(reply.header("server-timing"))
          .matches(
              "isolate;desc=%s;dur=\\d+\\.\\d+, instantiation;dur=\\d+\\.\\d+"
                  .formatted(reply.header("x-verge-isolate")));
    }

    platform.awaitIdle("starts");
    Reply evicted = platform.rest("DELETE", RunningPlatform.path("starts") + "/isolates").ok();
    assertThat(evicted.json().path("closed").asInt()).isEqualTo(1);
    assertThat(platform.get("starts", "/").header("x-verge-isolate")).isEqualTo("cold");
  }

  @Test
  void metricsCountRequestsByStatusAndKindOfStart() {
    deploy("counted", "one");
    platform.awaitPrepared("counted");
    for (int i = 0; i < 5; i++) {
      platform.get("counted", "/").ok();
      platform.awaitIdle("counted");
    }

    assertThat(count("verge_requests_total", "status", "200", "isolate", "prepared")).isEqualTo(1);
    assertThat(count("verge_requests_total", "status", "200", "isolate", "warm")).isEqualTo(4);
    assertThat(count("verge_isolate_cold_start_microseconds_count")).isZero();
    assertThat(count("verge_isolate_prepared_start_microseconds_count")).isEqualTo(1);
    assertThat(count("verge_isolate_prepared_start_microseconds_sum")).isPositive();
    assertThat(count("verge_isolate_preparation_microseconds_count")).isEqualTo(1);
    assertThat(count("verge_isolate_reset_microseconds_count")).isEqualTo(5);
    assertThat(count("verge_isolate_warm_start_microseconds_count")).isEqualTo(4);
    assertThat(count("verge_isolate_instantiation_microseconds_count")).isEqualTo(5);
    assertThat(count("verge_request_duration_microseconds_count")).isEqualTo(5);
    assertThat(count("verge_isolates", "state", "idle")).isEqualTo(1);
    assertThat(count("verge_isolates", "state", "prepared")).isZero();
    assertThat(platform.metric("verge_jit_active")).isEqualTo(1);
  }

  @Test
  void aDeletedFunctionIsGoneAndItsNameIsFreeAgain() {
    deploy("deleted", "one");
    platform.rest("DELETE", RunningPlatform.path("deleted")).ok(204);

    platform.get("deleted", "/").problem(404, "unknown-host");
    platform.rest("GET", RunningPlatform.path("deleted")).problem(404, "no-such-function");
    assertThat(deploy("deleted", "again").version()).isPositive();
    assertThat(served(platform.get("deleted", "/"))).isEqualTo("again");
  }

  @Test
  void aHostnameOfItsOwnAnswersToo() {
    platform.deploy(
        "custom",
        Guests.path("echo-env"),
        "{\"hostnames\":[\"www.custom.example\"],\"env\":{\"IS\":\"v1\"}}");
    assertThat(served(platform.send("www.custom.example", "GET", "/", Map.of(), "")))
        .isEqualTo("v1");
    assertThat(served(platform.get("custom", "/"))).isEqualTo("v1");

    deploy("custom", "v2");
    assertThat(served(platform.get("custom", "/"))).isEqualTo("v2");
    platform.send("www.custom.example", "GET", "/", Map.of(), "").problem(404, "unknown-host");
  }

  @Test
  void theSameFunctionNameOfTwoTenantsIsTwoFunctions() {
    deploy("twin", "ours");
    platform.deploy(
        new FunctionId("rival", "twin"),
        new Upload(
            Guests.path("echo-env"),
            RunningPlatform.manifest("{\"env\":{\"IS\":\"theirs\"}}"),
            Optional.empty()));

    assertThat(served(platform.get("twin", "/"))).isEqualTo("ours");
    assertThat(served(platform.send("twin.rival.localhost", "GET", "/", Map.of(), "")))
        .isEqualTo("theirs");
    platform.rest("DELETE", "/v1/tenants/rival/functions/twin").ok(204);
    assertThat(served(platform.get("twin", "/"))).isEqualTo("ours");
  }

  @Test
  void whatWasUploadedCanBeDownloaded() {
    platform.deploy("download", Guests.path("echo"));

    assertThat(
            platform
                .rest("GET", RunningPlatform.path("download") + "/versions/1/module")
                .ok()
                .body())
        .isEqualTo(Guests.bytes("echo"));
  }

  @Test
  void aRestartOnTheSameHomeServesWhatWasDeployed(@TempDir Path home, @TempDir Path files)
      throws IOException {
    Files.writeString(files.resolve("kept.txt"), "kept");
    try (RunningPlatform restarted = RunningPlatform.in(home)) {
      restarted.deploy("kept", Guests.path("echo-env"), "{\"env\":{\"IS\":\"one\"}}");
      restarted.deploy(
          "kept",
          Guests.path("echo-env"),
          "{\"env\":{\"IS\":\"two\"},\"hostnames\":[\"kept.example\"]}");
      restarted.deploy(
          new FunctionId(RunningPlatform.TENANT, "files"),
          new Upload(
              Guests.path("asset-reader"),
              RunningPlatform.manifest("{\"assets\":{\"mount\":\"/assets\"}}"),
              Optional.of(files)));
      restarted.deploy("gone", Guests.path("echo"));
      restarted.rest("DELETE", RunningPlatform.path("gone")).ok(204);
      String token = restarted.token();

      restarted.restart();

      assertThat(restarted.token()).isEqualTo(token);
      assertThat(served(restarted.get("kept", "/"))).isEqualTo("two");
      assertThat(served(restarted.send("kept.example", "GET", "/", Map.of(), ""))).isEqualTo("two");
      assertThat(restarted.get("files", "/assets/kept.txt?read").ok().text()).isEqualTo("kept");
      restarted.get("gone", "/").problem(404, "unknown-host");
      restarted.activate("kept", 1).ok();

      restarted.restart();

      assertThat(served(restarted.get("kept", "/"))).isEqualTo("one");
    }
  }

  @Test
  void aStopLetsRequestsInFlightEnd(@TempDir Path home) throws InterruptedException {
    RunningPlatform stopped = RunningPlatform.in(home, Map.of("drain_seconds", "60"));
    stopped.deploy("echo", Guests.path("echo"));
    try (Client connection = stopped.connect()) {
      connection.begin(RunningPlatform.host("echo"), "/").chunk("before");
      Reply head = connection.head();
      assertThat(connection.bodyText(6)).isEqualTo("before");

      Thread closing = Thread.ofPlatform().start(stopped::close);
      connection.chunk(" and after").lastChunk();

      assertThat(connection.rest(head).ok().text()).isEqualTo(" and after");
      closing.join();
    }
  }

  @Test
  void aHeadRequestGetsTheHeadAlone() {
    deploy("head", "one");
    try (Client connection = platform.connect()) {
      for (int i = 0; i < 2; i++) {
        connection.request("HEAD", RunningPlatform.host("head"), "/", Map.of(), new byte[0]);
        assertThat(connection.reply("HEAD").ok().header("content-type")).startsWith("text/plain");
      }
      connection.request("GET", RunningPlatform.host("head"), "/", Map.of(), new byte[0]);
      assertThat(served(connection.reply())).isEqualTo("one");
    }
  }

  @Test
  void aClientThatAsksBeforeItSendsIsToldToGoOn() {
    platform.deploy("expect", Guests.path("upload"));
    try (Client connection = platform.connect()) {
      connection.send(
          """
          POST / HTTP/1.1
          Host: %s
          Content-Length: 4
          Expect: 100-continue

          """
              .formatted(RunningPlatform.host("expect")));

      assertThat(connection.head().status()).isEqualTo(100);
      assertThat(connection.send("body".getBytes(UTF_8)).reply().ok().text()).contains("bytes=4");
    }
  }

  /** Deploys a version that says which one it is. */
  private VersionDocument deploy(String function, String is) {
    return platform.deploy(
        function, Guests.path("echo-env"), "{\"env\":{\"IS\":\"%s\"}}".formatted(is));
  }

  /** Which one answered. */
  private static String served(Reply reply) {
    return reply
        .ok()
        .text()
        .lines()
        .filter(line -> line.startsWith("IS="))
        .map(line -> line.substring(3))
        .findFirst()
        .orElse("nobody");
  }

  private double count(String metric, String... labels) {
    String[] all = new String[labels.length + 4];
    System.arraycopy(labels, 0, all, 4, labels.length);
    all[0] = "tenant";
    all[1] = RunningPlatform.TENANT;
    all[2] = "function";
    all[3] = "counted";
    return platform.metric(metric, all);
  }
}
