package dev.verge.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.verge.gateway.e2e.RunningPlatform;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is told of guests' requests to backends: in records of requests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboundTest {
  private static final JsonMapper JSON = new JsonMapper();

  private Origin origin;
  private ComputePlatform platform;

  @BeforeAll
  void start(@TempDir Path home) {
    origin = Origin.start();
    platform = new ComputePlatform(home);
    platform.deploy("js", origin.backend("origin"));
    platform.deploy(
        "rust",
        origin.backend("origin")
            + "[local_server.backends.refusing]\nurl = \"http://127.0.0.1:%d\"\n"
                .formatted(Misbehaving.refusing()));
  }

  @AfterAll
  void stop() {
    platform.close();
    origin.close();
  }

  @Test
  void aRequestToABackendStandsInTheRecordOfTheRequest() {
    platform.text("rust", "/send/get?path=/echo%3Fq=1");

    JsonNode calls = calls("rust", "/send/get?path=/echo%3Fq=1");
    assertThat(calls.path("count").asInt()).isEqualTo(1);
    JsonNode call = calls.at("/first/0");
    assertThat(call.path("backend").asText()).isEqualTo("origin");
    assertThat(call.path("method").asText()).isEqualTo("GET");
    assertThat(call.path("path").asText()).isEqualTo("/echo?q=1");
    assertThat(call.path("status").asInt()).isEqualTo(200);
    assertThat(call.path("cached").asBoolean()).isFalse();
    assertThat(call.path("bytes").asInt()).isPositive();
    assertThat(call.path("total_us").asDouble())
        .isGreaterThanOrEqualTo(call.path("first_byte_us").asDouble());
    assertThat(calls.path("total_us").asDouble()).isEqualTo(call.path("total_us").asDouble());
  }

  @Test
  void aBodyThatIsPassedOnToTheClientIsCountedAsItGoesBy() {
    platform.text("rust", "/send/proxy?path=/large%3Fbytes=300000");

    JsonNode call = calls("rust", "/send/proxy?path=/large%3Fbytes=300000").at("/first/0");
    assertThat(call.path("bytes").asInt()).isEqualTo(300_000);
    assertThat(call.has("total_us")).isTrue();
  }

  /** Guests of the Rust crate look into the cache themselves, and send only what is not there. */
  @Test
  void aResponseFromTheCacheIsToldAsSuch() {
    String path = "/cached?path=%2Fcounted%3Fcc=max-age=60%26told";
    platform.text("js", path);
    platform.text("js", path + "&again");

    assertThat(calls("js", path).at("/first/0/cached")).isEqualTo(BooleanNode.FALSE);
    assertThat(calls("js", path + "&again").at("/first/0/cached")).isEqualTo(BooleanNode.TRUE);
  }

  @Test
  void aBackendThatRefusesIsToldByWhy() {
    platform.text("rust", "/send/get?backend=refusing");

    JsonNode call = calls("rust", "/send/get?backend=refusing").at("/first/0");
    assertThat(call.path("error").asText()).isEqualTo("connection_refused");
    assertThat(call.has("status")).isFalse();
  }

  /** What the record of the newest request for a target says of backends. */
  private JsonNode calls(String function, String target) {
    var found = new AtomicReference<JsonNode>();
    await()
        .atMost(RunningPlatform.PATIENCE)
        .until(
            () -> {
              String records =
                  platform
                      .running()
                      .rest("GET", RunningPlatform.path(function) + "/requests")
                      .text();
              for (String line : records.lines().toList()) {
                JsonNode record = JSON.readTree(line);
                if (record.path("path").asText().equals(target)) {
                  found.set(record.path("calls"));
                }
              }
              return found.get() != null;
            });
    return found.get();
  }
}
