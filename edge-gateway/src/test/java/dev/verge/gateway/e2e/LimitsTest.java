package dev.verge.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Each limit of a manifest, at its border: within is served, beyond is not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitsTest {
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
  void memory() {
    deploy("memory-small", "grow-memory", "\"memory_bytes\":2097152");
    deploy("memory-large", "grow-memory", "\"memory_bytes\":33554432");

    assertThat(platform.get("memory-small", "/").ok().text()).isEqualTo("pages=32\n");
    assertThat(platform.get("memory-large", "/").ok().text()).isEqualTo("pages=512\n");
    platform
        .rest(
            "PUT",
            RunningPlatform.path("memory"),
            "application/wasm",
            Guests.bytes("memory-above-limit"))
        .problem(422, "module-exceeds-limits");
  }

  @Test
  void wallClock() {
    deploy("wall", "sleep", "\"wall_ms\":3000");

    assertThat(platform.get("wall", "/?1").ok().text().strip()).isEqualTo("slept");
    assertThat(platform.get("wall", "/?600000").problem(504, "wall-clock"))
        .isEqualTo("The function did not finish in time.");
    platform.awaitLog("wall", "stopped after 3000 ms: its limit wall_ms passed");
    assertThat(platform.get("wall", "/?1").ok().text().strip()).isEqualTo("slept");
  }

  @Test
  void cpu() {
    deploy("cpu", "busy", "\"cpu_ms\":300,\"wall_ms\":60000");

    platform.get("cpu", "/?100000").problem(504, "cpu");
    platform.awaitLog("cpu", "its limit cpu_ms of 300");
    platform.get("cpu", "/?0").ok();
  }

  @Test
  void requestBody() {
    deploy("request", "upload", "\"request_bytes\":1000");

    assertThat(platform.post("request", "/", "x".repeat(1000)).ok().text()).contains("bytes=1000");
    platform.post("request", "/", "x".repeat(1001)).problem(413, "request-too-large");
    try (Client connection = platform.connect()) {
      connection.begin(RunningPlatform.host("request"), "/").chunk("x".repeat(1001));
      connection.reply().problem(413, "request-too-large");
    }
    assertThat(platform.post("request", "/", "x").ok().text()).contains("bytes=1\n");
  }

  @Test
  void responseBody() {
    deploy("response", "content-length", "\"response_bytes\":1000");

    assertThat(platform.get("response", "/?actual=1000").ok().body()).hasSize(1000);
    Reply beyond = platform.get("response", "/?actual=1001");
    if (beyond.isWhole()) {
      beyond.problem(502, "response-too-large");
    }
    platform.awaitLog("response", "its limit response_bytes of 1000");
    assertThat(platform.get("response", "/?actual=1000").ok().body()).hasSize(1000);
  }

  @Test
  void requestsInFlight() {
    deploy("in-flight", "echo", "\"in_flight\":2,\"wall_ms\":60000");
    String host = RunningPlatform.host("in-flight");
    try (Client one = platform.connect();
        Client two = platform.connect()) {
      Reply first = begun(one, host);
      Reply second = begun(two, host);

      Reply refused = platform.post("in-flight", "/", "third");
      refused.problem(503, "too-many-in-flight");
      assertThat(refused.header("retry-after")).matches("\\d+");

      one.lastChunk();
      assertThat(one.rest(first).isWhole()).isTrue();
      platform.awaitLog("in-flight", "its limit in_flight of 2");
      await()
          .atMost(RunningPlatform.PATIENCE)
          .until(() -> platform.post("in-flight", "/", "x").status() == 200);
      two.lastChunk();
      assertThat(two.rest(second).isWhole()).isTrue();
    }
  }

  @Test
  void log() {
    deploy("log-small", "stderr-much", "\"log_bytes\":1010");
    deploy("log-large", "stderr-much", "\"log_bytes\":20200");

    platform.get("log-small", "/").ok();
    platform.get("log-large", "/").ok();

    platform.awaitLog("log-small", "bytes dropped");
    platform.awaitLog("log-large", "bytes dropped");
    assertThat(platform.log("log-small").stream().filter(line -> line.length() == 99))
        .hasSizeBetween(9, 11);
    assertThat(platform.log("log-large").stream().filter(line -> line.length() == 99))
        .hasSizeBetween(199, 203);
  }

  @Test
  void limitsOutOfRangeAreRefusedByName() {
    for (String limit :
        new String[] {
          "memory_bytes",
          "wall_ms",
          "cpu_ms",
          "request_bytes",
          "response_bytes",
          "in_flight",
          "log_bytes"
        }) {
      for (String value : new String[] {"0", "-1", "9000000000000"}) {
        if (!limit.equals("in_flight") || value.length() < 3) {
          assertThatThrownBy(
                  () -> deploy("out-of-range", "echo", "\"%s\":%s".formatted(limit, value)))
              .hasMessageContaining(limit);
        }
      }
    }
  }

  @Test
  void limitsBelongToTheVersion() {
    deploy("versions", "upload", "\"request_bytes\":10");
    platform.post("versions", "/", "x".repeat(11)).problem(413, "request-too-large");

    deploy("versions", "upload", "\"request_bytes\":20");
    platform.post("versions", "/", "x".repeat(11)).ok();

    platform.activate("versions", 1).ok();
    platform.post("versions", "/", "x".repeat(11)).problem(413, "request-too-large");
  }

  /** Begins a request that its guest has taken. */
  private static Reply begun(Client client, String host) {
    client.begin(host, "/").chunk("x");
    Reply head = client.head();
    assertThat(client.bodyText(1)).isEqualTo("x");
    return head;
  }

  private void deploy(String function, String guest, String limits) {
    platform.deploy(function, Guests.path(guest), "{\"limits\":{%s}}".formatted(limits));
  }
}
