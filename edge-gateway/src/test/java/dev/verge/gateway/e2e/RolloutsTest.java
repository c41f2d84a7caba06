package dev.verge.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.gateway.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Which version a request gets while one is tried, as clients see it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolloutsTest {
  private RunningPlatform platform;
  private Path certificates;

  @BeforeAll
  void start(@TempDir Path home) throws IOException {
    certificates = Files.createDirectory(home.resolve("certificates"));
    platform =
        RunningPlatform.in(
            home, Map.of("tls_port", "0", "tls_certificates", certificates.toString()));
  }

  @AfterAll
  void stop() {
    platform.close();
  }

  @Test
  void aCanaryGetsItsShareOfTheRequests() {
    deployTwo("share");

    canary("share", "{\"version\":2,\"percent\":0}");
    assertThat(servedBy("share", 50)).containsOnlyKeys("one");
    canary("share", "{\"version\":2,\"percent\":100}");
    assertThat(servedBy("share", 50)).containsOnlyKeys("two");
    canary("share", "{\"version\":2,\"percent\":50}");
    Map<String, Integer> half = servedBy("share", 200);

    // Seven standard deviations from the middle.
    assertThat(half.get("one")).isBetween(50, 150);
    assertThat(half.get("two")).isBetween(50, 150);
    await()
        .untilAsserted(
            () -> assertThat(rollout("share").path("requests").asInt()).isEqualTo(half.get("two")));
  }

  @Test
  void bothVersionsKeepTheirIsolates() {
    deployTwo("isolates");
    canary(
        "isolates", "{\"version\":2,\"percent\":50,\"sticky\":\"header\",\"header\":\"X-User\"}");
    String one = user("isolates", "one");
    String two = user("isolates", "two");

    for (int i = 0; i < 5; i++) {
      assertThat(as("isolates", one).header("x-verge-isolate")).isNotEqualTo("cold");
      assertThat(as("isolates", two).header("x-verge-isolate")).isNotEqualTo("cold");
      platform.awaitIdle("isolates");
    }
  }

  @Test
  void aClientStaysWithItsVersionByItsCookie() {
    deployTwo("cookie");
    canary("cookie", "{\"version\":2,\"percent\":50,\"sticky\":\"cookie\"}");

    Set<String> seen = new HashSet<>();
    for (int client = 0; client < 40; client++) {
      Reply first = platform.get("cookie", "/").ok();
      String cookie = first.header("set-cookie");
      assertThat(cookie).matches("verge-rollout=[0-9a-f-]{36}; Path=/; HttpOnly; SameSite=Lax");
      Reply next =
          platform.send(
              RunningPlatform.host("cookie"),
              "GET",
              "/",
              Map.of("Cookie", "other=1; " + cookie.substring(0, cookie.indexOf(';'))),
              "");
      assertThat(served(next)).isEqualTo(served(first));
      assertThat(next.all("set-cookie")).isEmpty();
      seen.add(served(first));
    }

    assertThat(seen).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void aCookieThatIsGivenOverTlsIsForTlsAlone() {
    deployTwo("secure");
    canary("secure", "{\"version\":2,\"percent\":50,\"sticky\":\"cookie\"}");
    String host = RunningPlatform.host("secure");
    Path trusted = Peers.pair(certificates, "secure", host);

    String head =
        Peers.curl(platform.secureDataPlane().getPort(), trusted, host, "/", "--http1.1", "-i")
            .text();

    assertThat(head)
        .containsPattern(
            "(?i)set-cookie: verge-rollout=[0-9a-f-]{36}; Path=/; HttpOnly; SameSite=Lax; Secure");
  }

  @Test
  void aClientStaysWithACanaryThatFails() {
    platform.deploy("fragile", Guests.path("echo-env"), "{\"env\":{\"IS\":\"one\"}}");
    upload("fragile", "trap-unreachable");
    canary("fragile", "{\"version\":2,\"percent\":100,\"sticky\":\"cookie\"}");

    Reply failed = platform.get("fragile", "/");

    failed.problem(500, "trapped");
    assertThat(failed.header("set-cookie")).startsWith("verge-rollout=");
  }

  @Test
  void aClientStaysWithItsVersionByAHeader() {
    deployTwo("header");
    canary("header", "{\"version\":2,\"percent\":50,\"sticky\":\"header\",\"header\":\"X-User\"}");

    for (int client = 0; client < 20; client++) {
      String name = "user-" + client;
      String first = served(as("header", name));
      assertThat(served(as("header", name))).isEqualTo(first);
      assertThat(as("header", name).all("set-cookie")).isEmpty();
    }
  }

  @Test
  void noRequestIsLostOrMixedWhileVersionsChange() throws Exception {
    deployTwo("switches");
    AtomicBoolean over = new AtomicBoolean();
    List<Future<Integer>> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int client = 0; client < 4; client++) {
        clients.add(threads.submit(() -> askUntil(over)));
      }
      for (int i = 0; i < 10; i++) {
        canary("switches", "{\"version\":2,\"percent\":50}");
        platform
            .rest("POST", RunningPlatform.path("switches") + "/deployment/canary/promotion")
            .ok();
        canary("switches", "{\"version\":1,\"percent\":30,\"sticky\":\"cookie\"}");
        platform.rest("DELETE", RunningPlatform.path("switches") + "/deployment/canary").ok(204);
        platform.activate("switches", 1).ok();
      }
      over.set(true);
      for (Future<Integer> client : clients) {
        assertThat(client.get()).isPositive();
      }
    }
  }

  /** Each response is whole, and of one version. */
  private int askUntil(AtomicBoolean over) {
    int count = 0;
    try (Client connection = platform.connect()) {
      while (!over.get()) {
        connection.request("GET", RunningPlatform.host("switches"), "/", Map.of(), new byte[0]);
        List<String> lines = connection.reply().ok().text().lines().toList();
        assertThat(lines).containsAnyOf("IS=one", "IS=two");
        assertThat(lines.contains("IS=one") && lines.contains("ALSO=two")).isFalse();
        assertThat(lines.contains("IS=two") && lines.contains("ALSO=one")).isFalse();
        count++;
      }
    }
    return count;
  }

  @Test
  void aCanaryThatFailsIsTakenBack() {
    platform.deploy("fails", Guests.path("echo-env"), "{\"env\":{\"IS\":\"one\"}}");
    upload("fails", "trap-unreachable");
    canary(
        "fails",
        "{\"version\":2,\"percent\":100,\"rollback\":{\"error_rate\":0.5,\"min_requests\":10}}");

    for (int i = 0; i < 10; i++) {
      assertThat(platform.get("fails", "/").status()).isIn(200, 500);
    }
    await().atMost(RunningPlatform.PATIENCE).until(() -> state("fails").equals("aborted"));

    await().untilAsserted(() -> assertThat(servedBy("fails", 10)).containsOnlyKeys("one"));
    JsonNode rollout = rollout("fails");
    assertThat(rollout.path("why").asText()).matches("\\d+ of \\d+ requests failed.*");
    assertThat(rollout.path("failed").asInt()).isEqualTo(rollout.path("requests").asInt());
    JsonNode entry =
        platform
            .rest("GET", "/v1/audit?tenant=acme&limit=100")
            .ok()
            .json()
            .path("entries")
            .valueStream()
            .filter(one -> one.path("function").asText().equals("fails"))
            .findFirst()
            .orElseThrow();
    assertThat(entry.path("action").asText()).isEqualTo("canary-abort");
    assertThat(entry.at("/token/id").asText()).isEqualTo("platform");
  }

  @Test
  void aSlowVersionThatWasActivatedIsTakenBack() {
    platform.deploy("slow", Guests.path("echo-env"), "{\"env\":{\"IS\":\"one\"}}");
    upload("slow", "sleep");
    platform
        .rest(
            "PUT",
            RunningPlatform.path("slow") + "/deployment",
            "application/json",
            "{\"version\":2,\"rollback\":{\"p99_us\":1000,\"min_requests\":3}}")
        .ok();

    for (int i = 0; i < 100; i++) {
      platform.get("slow", "/?5").ok();
    }
    await().atMost(RunningPlatform.PATIENCE).until(() -> state("slow").equals("rolled-back"));

    await().untilAsserted(() -> assertThat(servedBy("slow", 5)).containsOnlyKeys("one"));
    assertThat(rollout("slow").path("slow").asInt()).isEqualTo(100);
  }

  @Test
  void aCanaryIsStillThereAfterARestart(@TempDir Path home) {
    try (RunningPlatform other = RunningPlatform.in(home)) {
      other.deploy("kept", Guests.path("echo-env"), "{\"env\":{\"IS\":\"one\"}}");
      other.deploy("kept", Guests.path("echo-env"), "{\"env\":{\"IS\":\"two\"}}");
      other.activate("kept", 1).ok();
      other
          .rest(
              "PUT",
              RunningPlatform.path("kept") + "/deployment/canary",
              "application/json",
              "{\"version\":2,\"percent\":100}")
          .ok();

      other.restart();

      assertThat(served(other.get("kept", "/"))).isEqualTo("two");
      other.rest("DELETE", RunningPlatform.path("kept") + "/deployment/canary").ok(204);
      assertThat(served(other.get("kept", "/"))).isEqualTo("one");
    }
  }

  @Test
  void anyStoredVersionAnswersUnderItsPreviewName() {
    deployTwo("looked-at");
    platform.awaitPrepared("looked-at");

    Reply preview = platform.get("2--looked-at", "/");
    assertThat(served(preview)).isEqualTo("two");
    assertThat(preview.header("x-robots-tag")).isEqualTo("noindex");
    assertThat(preview.header("x-verge-isolate")).isEqualTo("cold");
    assertThat(served(platform.get("2--looked-at", "/"))).isEqualTo("two");

    Reply deployed = platform.get("looked-at", "/");
    assertThat(served(deployed)).isEqualTo("one");
    assertThat(deployed.header("x-verge-isolate")).isEqualTo("prepared");
    assertThat(deployed.all("x-robots-tag")).isEmpty();
    Reply ofDeployed = platform.get("1--looked-at", "/");
    assertThat(served(ofDeployed)).isEqualTo("one");
    assertThat(ofDeployed.header("x-robots-tag")).isEqualTo("noindex");
    assertThat(ofDeployed.header("x-verge-isolate")).isNotEqualTo("cold");
    String requests =
        platform.rest("GET", RunningPlatform.path("looked-at") + "/requests").ok().text();
    assertThat(requests).contains("\"version\":2", "\"version\":1");
  }

  @Test
  void aPreviewOfNothingIsAnUnknownHost() {
    deployTwo("shown");
    String unknown = platform.get("nobody", "/").problem(404, "unknown-host");

    for (String name : List.of("3--shown", "0--shown", "1--nobody", "2--shown--x", "2--2--shown")) {
      assertThat(platform.get(name, "/").problem(404, "unknown-host")).isEqualTo(unknown);
    }
    platform.rest("DELETE", RunningPlatform.path("shown") + "/versions/2").ok(204);
    assertThat(platform.get("2--shown", "/").problem(404, "unknown-host")).isEqualTo(unknown);
  }

  @Test
  void aPreviewThatFailsSaysNothingAboutTheCanary() {
    platform.deploy("apart", Guests.path("echo-env"), "{\"env\":{\"IS\":\"one\"}}");
    upload("apart", "trap-unreachable");
    canary(
        "apart",
        "{\"version\":2,\"percent\":0,\"rollback\":{\"error_rate\":0,\"min_requests\":1}}");

    Reply preview = platform.get("2--apart", "/");
    preview.problem(500, "trapped");
    assertThat(preview.header("x-robots-tag")).isEqualTo("noindex");

    assertThat(rollout("apart").path("requests").asInt()).isZero();
    assertThat(state("apart")).isEqualTo("running");
  }

  @Test
  void whoAsksForAllPreviewsAtOnceIsToldToComeBackAndDisturbsNobody() throws Exception {
    int versions = 24;
    for (int i = 1; i <= versions; i++) {
      platform
          .rest(
              "PUT",
              RunningPlatform.path("crowd") + "?activate=" + (i == 1),
              "application/wasm",
              Guests.bytes("wasi-all"))
          .ok(201);
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 4 * versions; i++) {
        String name = "%d--crowd".formatted(1 + i % versions);
        replies.add(threads.submit(() -> platform.get(name, "/")));
      }
      assertThat(platform.get("crowd", "/").ok().text().strip()).isEqualTo("linked");
      for (Future<Reply> reply : replies) {
        if (reply.get().status() != 200) {
          reply.get().problem(503, "previews-busy");
          assertThat(reply.get().header("retry-after")).isEqualTo("1");
        }
      }
    }
    for (int i = 1; i <= versions; i++) {
      assertThat(platform.get(i + "--crowd", "/").ok().text().strip()).isEqualTo("linked");
    }
  }

  /** Deploys a version that says it is one, and stores one that says it is two. */
  private void deployTwo(String function) {
    for (String is : List.of("one", "two")) {
      platform.deploy(
          function,
          Guests.path("echo-env"),
          "{\"env\":{\"IS\":\"%s\",\"ALSO\":\"%s\"}}".formatted(is, is));
    }
    platform.activate(function, 1).ok();
  }

  private void upload(String function, String guest) {
    platform
        .rest(
            "PUT",
            RunningPlatform.path(function) + "?activate=false",
            "application/wasm",
            Guests.bytes(guest))
        .ok(201);
  }

  private void canary(String function, String wanted) {
    platform
        .rest(
            "PUT",
            RunningPlatform.path(function) + "/deployment/canary",
            "application/json",
            wanted)
        .ok();
  }

  private JsonNode rollout(String function) {
    return platform
        .rest("GET", RunningPlatform.path(function) + "/deployment")
        .ok()
        .json()
        .path("rollout");
  }

  private String state(String function) {
    return rollout(function).path("state").asText();
  }

  /** A user whom a version serves. */
  private String user(String function, String version) {
    for (int i = 0; i < 1000; i++) {
      if (served(as(function, "user-" + i)).equals(version)) {
        return "user-" + i;
      }
    }
    throw new AssertionError("Nobody gets " + version);
  }

  private Reply as(String function, String user) {
    return platform.send(RunningPlatform.host(function), "GET", "/", Map.of("X-User", user), "");
  }

  private Map<String, Integer> servedBy(String function, int requests) {
    Map<String, Integer> counts = new HashMap<>();
    try (Client connection = platform.connect()) {
      for (int i = 0; i < requests; i++) {
        connection.request("GET", RunningPlatform.host(function), "/", Map.of(), new byte[0]);
        counts.merge(served(connection.reply()), 1, Integer::sum);
      }
    }
    return counts;
  }

  /** Which version answered. */
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
}
