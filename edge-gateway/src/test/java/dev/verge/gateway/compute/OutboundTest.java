package dev.verge.gateway.compute;

import static dev.verge.gateway.tracing.Collector.attributes;
import static dev.verge.gateway.tracing.Collector.only;
import static dev.verge.gateway.tracing.Collector.parentId;
import static dev.verge.gateway.tracing.Collector.spanId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.verge.gateway.e2e.RunningPlatform;
import dev.verge.gateway.tracing.Collector;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is told of guests' requests to backends: in records of requests, and in traces. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboundTest {
  private static final JsonMapper JSON = new JsonMapper();

  private Origin origin;
  private Collector collector;
  private ComputePlatform platform;

  @BeforeAll
  void start(@TempDir Path home) {
    origin = Origin.start();
    collector = Collector.start();
    platform = new ComputePlatform(home, Map.of("otlp_endpoint", collector.endpoint().toString()));
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
    collector.close();
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

  @Test
  void aBackendIsAskedWithinItsClientsTrace() {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    platform
        .send(
            "rust",
            "GET",
            "/send/get?path=/echo%3Ftraced",
            Map.of("traceparent", "00-" + trace + "-00f067aa0ba902b7-01"),
            "")
        .ok();

    List<Span> spans = collector.trace(trace, 4);
    Span server = only(spans, Span.SpanKind.SPAN_KIND_SERVER);
    Span asked = only(spans, Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(parentId(server)).isEqualTo("00f067aa0ba902b7");
    assertThat(parentId(asked)).isEqualTo(spanId(server));
    assertThat(attributes(server)).containsEntry("faas.name", "rust");
    assertThat(attributes(asked))
        .containsEntry("verge.backend", "origin")
        .containsEntry("http.response.status_code", "200");
    assertThat(asked.getStartTimeUnixNano())
        .isBetween(server.getStartTimeUnixNano(), server.getEndTimeUnixNano());
    assertThat(origin.requests())
        .filteredOn(request -> request.target().toString().equals("/echo?traced"))
        .singleElement()
        .extracting(request -> request.all("traceparent"))
        .isEqualTo(List.of("00-%s-%s-01".formatted(trace, spanId(asked))));
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
