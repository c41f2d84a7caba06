package dev.verge.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.requests.RequestRecords;
import dev.verge.deploy.rollout.Share;
import dev.verge.deploy.rollout.Sticky;
import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.routing.RoutingTable;
import dev.verge.gateway.access.AccessLog;
import dev.verge.gateway.tracing.Tracing;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.assets.AssetTree;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.pool.IsolateSettings;
import dev.verge.isolate.pool.Isolates;
import dev.verge.isolate.template.Template;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample function in C behind the data plane, through real isolates. */
class WasmTest {
  private static final FunctionId HELLO = new FunctionId("demo", "hello");
  private static final VersionId BROKEN = new VersionId(new FunctionId("demo", "broken"), 3);
  private static final String HOST = "hello.demo.localhost";

  @TempDir private static Path directory;
  private static FunctionLogs logs;
  private static PlatformServices services;
  private static Isolates isolates;
  private static DataPlane plane;

  @BeforeAll
  static void start() throws IOException {
    logs = FunctionLogs.open(directory);
    services = PlatformServices.open(PlatformServices.Settings.in(directory));
    isolates =
        Isolates.start(
            new IsolateSettings(64L << 20, Duration.ofMinutes(5), 1L << 30), logs, services);
    Template hello =
        isolates.prepare(
            new VersionId(HELLO, 1),
            Files.readAllBytes(Path.of("../functions/hello-c/hello.wasm")),
            AssetTree.EMPTY,
            GuestConfig.DEFAULT);
    var table = new RoutingTable();
    var broken = new Deployment.Unavailable(BROKEN, "an operator's matter", true);
    table.replaceAll(
        Map.of(
            HOST,
            new Deployment.Ready(hello),
            "broken.demo.localhost",
            broken,
            "tried.demo.localhost",
            Deployment.Split.of(
                new Deployment.Ready(hello),
                broken,
                new Share(Share.ALL, Sticky.NONE, Optional.empty())),
            "restarted.demo.localhost",
            new Deployment.Preparing(new VersionId(HELLO, 1), () -> new Deployment.Ready(hello)),
            "damaged.demo.localhost",
            new Deployment.Preparing(BROKEN, () -> broken)));
    plane =
        DataPlane.start(
            TestPlane.SETTINGS,
            table::lookup,
            isolates,
            new CollectorRegistry(),
            new RequestRecords(),
            AccessLog.NONE,
            Tracing.NONE);
  }

  @AfterAll
  static void stop() {
    plane.close();
    isolates.close();
    services.close();
    logs.close();
  }

  @Test
  void first_start_is_cold_and_the_next_is_warm_and_both_tell_what_they_cost() {
    isolates.evict(HELLO);
    try (var client = RawClient.connect(plane.address())) {
      var cold = client.get(HOST + ":8787", "/?name=gateway");
      var warm = client.get("HELLO.demo.localhost.", "/?name=gateway");

      assertThat(cold.status()).isEqualTo(200);
      assertThat(cold.body()).startsWith("Hello, gateway!\n");
      assertThat(cold.header("x-verge-isolate")).isEqualTo("cold");
      assertThat(warm.header("x-verge-isolate")).isEqualTo("warm");
      assertThat(warm.header("x-verge-cold-start-us")).matches("\\d+\\.\\d");
      assertThat(warm.header("x-verge-instantiation-us")).matches("\\d+\\.\\d");
      assertThat(warm.header("server-timing"))
          .matches("isolate;desc=warm;dur=\\d+\\.\\d{4}, instantiation;dur=\\d+\\.\\d{4}");
    }
  }

  @Test
  void large_body_streams_through_the_guest_and_back() {
    String body = "0123456789abcdef".repeat(1 << 16);
    try (var client = RawClient.connect(plane.address())) {
      for (int i = 0; i < 3; i++) {
        client.send("POST / HTTP/1.1\nHost: %s\nTransfer-Encoding: chunked\n\n".formatted(HOST));
        client.send("8\nfirst by\n");
        assertThat(client.head()).contains("HTTP/1.1 200 OK");
        assertThat(client.bytes(13)).isEqualTo("8\r\nfirst by\r\n");
        // Larger than all buffers of the gateway: sent by another thread than the one that reads.
        Thread.ofVirtual()
            .start(() -> client.send(Integer.toHexString(body.length()) + "\n" + body + "\n0\n\n"));
        assertThat(client.chunkedBody()).isEqualTo(body);
      }
    }
  }

  @Test
  void many_clients_are_served_at_once() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          threads.invokeAll(
              IntStream.range(0, 32)
                  .<Callable<String>>mapToObj(i -> () -> askedTenTimes(i))
                  .toList());
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo("Hello, client" + i + "!");
      }
    }
  }

  @Test
  void unavailable_version_keeps_the_operators_reason_to_itself() {
    try (var client = RawClient.connect(plane.address())) {
      var response = client.get("broken.demo.localhost", "/");
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.body()).doesNotContain("operator's matter");
    }
  }

  @Test
  void deployed_version_serves_the_part_of_a_canary_that_is_unavailable() {
    try (var client = RawClient.connect(plane.address())) {
      assertThat(client.get("tried.demo.localhost", "/?name=everybody").body())
          .startsWith("Hello, everybody!\n");
    }
  }

  @Test
  void request_is_served_by_a_version_that_is_still_prepared() {
    try (var client = RawClient.connect(plane.address())) {
      assertThat(client.get("restarted.demo.localhost", "/?name=early").body())
          .startsWith("Hello, early!\n");
    }
  }

  @Test
  void version_that_cannot_be_prepared_is_unavailable() {
    try (var client = RawClient.connect(plane.address())) {
      var response = client.get("damaged.demo.localhost", "/");
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.body())
          .contains("urn:verge:problem:version-unavailable")
          .doesNotContain("operator's matter");
      assertThat(client.get(HOST, "/").status()).isEqualTo(200);
    }
  }

  private static String askedTenTimes(int client) {
    try (var connection = RawClient.connect(plane.address())) {
      String first = "";
      for (int i = 0; i < 10; i++) {
        first =
            connection.get(HOST, "/?name=client" + client).body().lines().findFirst().orElseThrow();
      }
      return first;
    }
  }
}
