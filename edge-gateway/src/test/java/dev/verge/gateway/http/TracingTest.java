package dev.verge.gateway.http;

import static dev.verge.gateway.http.TestPlane.answer;
import static dev.verge.gateway.http.TestPlane.failed;
import static dev.verge.gateway.http.TestPlane.fields;
import static dev.verge.gateway.tracing.Collector.attributes;
import static dev.verge.gateway.tracing.Collector.only;
import static dev.verge.gateway.tracing.Collector.parentId;
import static dev.verge.gateway.tracing.Collector.spanId;
import static dev.verge.gateway.tracing.Collector.traceId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.gateway.tracing.Collector;
import dev.verge.gateway.tracing.ExportHeaders;
import dev.verge.gateway.tracing.TracingSettings;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.OutboundCall;
import dev.verge.isolate.exchange.OutboundRequest;
import dev.verge.isolate.exchange.Start;
import dev.verge.isolate.pool.Fault;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a collector is told of requests. */
class TracingTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";
  private static final String SAMPLED = "traceparent: 00-" + TRACE + "-" + PARENT + "-01\n";
  private static final OutboundRequest OUTBOUND =
      new OutboundRequest("prices", "GET", "https", "p.example:444", "/v1/lamp", "key=secret");

  private Collector collector;
  private TestPlane plane;
  private RawClient client;

  @BeforeEach
  void start() {
    collector = Collector.start();
    begin(1);
  }

  private void begin(double sample) {
    plane =
        TestPlane.start(
            new TracingSettings(
                collector.endpoint(), ExportHeaders.of("x-key=a%20secret"), sample, "1.2.3"));
    client = plane.connect();
  }

  @AfterEach
  void stop() {
    client.close();
    plane.close();
    collector.close();
  }

  @Test
  void request_is_told_with_the_conventions_words_under_its_clients_span() {
    plane.on(
        "a:80",
        x -> {
          x.started(new Start(Start.Kind.COLD, 120_000, 60_000));
          answer(x, "hello");
        });

    client.send("GET /p/q?token=secret HTTP/1.1\nHost: a:80\n" + SAMPLED + "\n");
    String id = client.response().header("x-verge-request-id");

    List<Span> spans = collector.trace(TRACE, 3);
    Span server = only(spans, Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(server.getName()).isEqualTo("GET");
    assertThat(parentId(server)).isEqualTo(PARENT);
    assertThat(attributes(server))
        .containsEntry("http.request.method", "GET")
        .containsEntry("url.path", "/p/q")
        .containsEntry("url.scheme", "http")
        .containsEntry("server.address", "a")
        .containsEntry("server.port", "80")
        .containsEntry("http.response.status_code", "200")
        .containsEntry("http.response.body.size", "5")
        .containsEntry("network.protocol.version", "1.1")
        .containsEntry("faas.name", "a")
        .containsEntry("faas.version", "1")
        .containsEntry("faas.coldstart", "true")
        .containsEntry("faas.trigger", "http")
        .containsEntry("faas.invocation_id", id)
        .containsEntry("verge.tenant", "demo")
        .containsEntry("verge.isolate", "cold");
    assertThat(server.toString()).doesNotContain("secret");
    assertThat(server.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
    assertThat(collector.resources().getFirst())
        .containsEntry("service.name", "verge")
        .containsEntry("service.version", "1.2.3");
  }

  @Test
  void start_of_the_isolate_is_told_with_the_time_it_took() {
    plane.on(
        "a",
        x -> {
          x.started(new Start(Start.Kind.COLD, 120_000, 60_000));
          answer(x, "hello");
        });

    client.send("GET / HTTP/1.1\nHost: a\n" + SAMPLED + "\n").response();

    List<Span> spans = collector.trace(TRACE, 3);
    Span server = only(spans, Span.SpanKind.SPAN_KIND_SERVER);
    Span isolate = named(spans, "isolate start");
    Span instantiation = named(spans, "instantiation");
    assertThat(parentId(isolate)).isEqualTo(spanId(server));
    assertThat(parentId(instantiation)).isEqualTo(spanId(isolate));
    assertThat(isolate.getStartTimeUnixNano()).isEqualTo(server.getStartTimeUnixNano());
    assertThat(isolate.getEndTimeUnixNano() - isolate.getStartTimeUnixNano()).isEqualTo(120_000);
    assertThat(instantiation.getEndTimeUnixNano()).isEqualTo(isolate.getEndTimeUnixNano());
    assertThat(instantiation.getEndTimeUnixNano() - instantiation.getStartTimeUnixNano())
        .isEqualTo(60_000);
  }

  @Test
  void backend_is_asked_within_the_trace() {
    var sent = new AtomicReference<HeaderList>();
    plane.on("a", x -> call(x.outbound(OUTBOUND), fields("x-own", "1"), sent, x));

    client.send("GET / HTTP/1.1\nHost: a\ntracestate: v=1\n" + SAMPLED + "\n").response();

    List<Span> spans = collector.trace(TRACE, 2);
    Span asked = only(spans, Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(parentId(asked)).isEqualTo(spanId(only(spans, Span.SpanKind.SPAN_KIND_SERVER)));
    assertThat(sent.get())
        .containsExactlyInAnyOrder(
            new HeaderList.Field("x-own", "1"),
            new HeaderList.Field("traceparent", "00-%s-%s-01".formatted(TRACE, spanId(asked))),
            new HeaderList.Field("tracestate", "v=1"));
    assertThat(attributes(asked))
        .containsEntry("http.request.method", "GET")
        .containsEntry("server.address", "p.example")
        .containsEntry("server.port", "444")
        .containsEntry("url.full", "https://p.example:444/v1/lamp")
        .containsEntry("http.response.status_code", "200")
        .containsEntry("http.response.body.size", "7")
        .containsEntry("verge.backend", "prices")
        .containsEntry("verge.cached", "false");
    assertThat(asked.toString()).doesNotContain("secret");
  }

  @Test
  void context_that_a_guest_only_passes_on_is_replaced() {
    var sent = new AtomicReference<HeaderList>();
    plane.on("a", x -> call(x.outbound(OUTBOUND), x.request().headers(), sent, x));

    client.send("GET / HTTP/1.1\nHost: a\ntracestate: v=1\n" + SAMPLED + "\n").response();

    Span asked = only(collector.trace(TRACE, 2), Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(sent.get().all("traceparent"))
        .containsExactly("00-%s-%s-01".formatted(TRACE, spanId(asked)));
    assertThat(sent.get().all("tracestate")).containsExactly("v=1");
  }

  @Test
  void context_of_the_guests_own_stays() {
    var sent = new AtomicReference<HeaderList>();
    HeaderList own =
        fields("TraceParent", "00-%s-1111111111111111-01".formatted(TRACE), "tracestate", "g=1");
    plane.on("a", x -> call(x.outbound(OUTBOUND), own, sent, x));

    client.send("GET / HTTP/1.1\nHost: a\n" + SAMPLED + "\n").response();

    assertThat(sent.get()).isEqualTo(own);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "traceparent: rubbish\n",
        "traceparent: 00-" + TRACE + "-0000000000000000-01\n",
        "traceparent: 00-00000000000000000000000000000000-" + PARENT + "-01\n",
        "traceparent: ff-" + TRACE + "-" + PARENT + "-01\n",
        SAMPLED + "traceparent: 00-" + TRACE + "-1111111111111111-01\n",
      })
  void malformed_context_begins_a_trace(String given) {
    plane.on("a", x -> answer(x, "hello"));

    assertThat(client.send("GET / HTTP/1.1\nHost: a\n" + given + "\n").response().status())
        .isEqualTo(200);

    Span server = collector.spans(1).getFirst();
    assertThat(server.getParentSpanId().isEmpty()).isTrue();
    assertThat(traceId(server)).isNotEqualTo(TRACE).hasSize(32);
  }

  @Test
  void client_decides_whether_its_trace_is_told() {
    var sent = new AtomicReference<HeaderList>();
    plane.on("quiet", x -> call(x.outbound(OUTBOUND), HeaderList.EMPTY, sent, x));
    plane.on("a", x -> answer(x, "hello"));

    client
        .send("GET / HTTP/1.1\nHost: quiet\n" + SAMPLED.replace("-01\n", "-00\n") + "\n")
        .response();
    client.get("a", "/");

    assertThat(attributes(collector.spans(1).getFirst())).containsEntry("faas.name", "a");
    assertThat(sent.get().first("traceparent").orElseThrow())
        .startsWith("00-" + TRACE)
        .endsWith("-00");
  }

  @Test
  void sample_of_none_tells_only_of_clients_traces() {
    stopPlane();
    begin(0);
    plane.on("a", x -> answer(x, "hello"));

    client.get("a", "/");
    client.send("GET / HTTP/1.1\nHost: a\n" + SAMPLED + "\n").response();

    assertThat(collector.spans(1)).allMatch(span -> traceId(span).equals(TRACE));
  }

  @Test
  void fault_is_an_error_by_its_kind() {
    plane.deploy("a", _ -> failed(Fault.Kind.WALL_CLOCK));
    plane.unavailable("broken");

    client.get("a", "/");
    collector.spans(1);
    client.get("broken", "/");

    List<Span> spans = collector.spans(2);
    assertThat(attributes(spans.getFirst()))
        .containsEntry("error.type", "wall_clock")
        .containsEntry("http.response.status_code", "504");
    assertThat(attributes(spans.getLast()))
        .containsEntry("error.type", "unavailable")
        .containsEntry("http.response.status_code", "503");
    assertThat(spans)
        .allMatch(span -> span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR);
  }

  @Test
  void collector_gets_the_headers_that_it_wants() {
    plane.on("a", x -> answer(x, "hello"));

    client.get("a", "/");

    assertThat(collector.spans(1)).isNotEmpty();
    assertThat(collector.headers("x-key")).containsOnly("a secret");
  }

  @Test
  void state_of_a_clients_trace_is_passed_on_unless_it_is_too_long() {
    var sent = new AtomicReference<HeaderList>();
    plane.on("a", x -> call(x.outbound(OUTBOUND), HeaderList.EMPTY, sent, x));

    client.send("GET / HTTP/1.1\nHost: a\n" + SAMPLED + "tracestate: a=1\n\n").response();
    assertThat(sent.get().all("tracestate")).containsExactly("a=1");
    // Takes seconds for whoever looks for commas with blanks around them.
    String blanks = "tracestate: a=1" + " ".repeat(16_000) + "b\n";
    client.send("GET / HTTP/1.1\nHost: a\n" + SAMPLED + blanks + "\n").response();
    assertThat(sent.get().all("tracestate")).isEmpty();
    String entry = "tracestate: a=" + "1".repeat(250) + "\n";
    String three = entry + entry.replace("a=", "b=") + entry.replace("a=", "c=");
    client.send("GET / HTTP/1.1\nHost: a\n" + SAMPLED + three + "\n").response();
    assertThat(sent.get().all("tracestate")).isEmpty();
    assertThat(sent.get().first("traceparent").orElseThrow()).contains(TRACE);
  }

  @Test
  void method_that_a_client_makes_up_is_no_name_of_a_span() {
    plane.on("a", x -> answer(x, "hello"));

    client.send("BREW / HTTP/1.1\nHost: a\n\n").response();

    Span server = collector.spans(1).getFirst();
    assertThat(server.getName()).isEqualTo("HTTP");
    assertThat(attributes(server))
        .containsEntry("http.request.method", "_OTHER")
        .containsEntry("http.request.method_original", "BREW");
  }

  @Test
  void call_that_fails_is_an_error() {
    plane.on(
        "a",
        x -> {
          x.outbound(OUTBOUND).ended(0, Optional.of("connection_refused"));
          answer(x, "hello");
        });

    client.get("a", "/");

    Span asked = only(collector.spans(2), Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(attributes(asked)).containsEntry("error.type", "connection_refused");
    assertThat(asked.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
  }

  @Test
  void collector_that_hangs_holds_up_no_request_and_what_is_too_much_is_counted() {
    collector.hang();
    plane.on("a", x -> answer(x, "hello"));

    for (int i = 0; i < 20_000 && lost("queue_full") == 0; i++) {
      assertThat(client.get("a", "/").status()).isEqualTo(200);
    }

    await().until(() -> lost("queue_full") > 0);
    collector.goOn();
    assertThat(collector.spans(1000)).isNotEmpty();
  }

  @Test
  void collector_that_is_down_loses_traces_and_no_requests() {
    int port = collector.endpoint().getPort();
    collector.close();
    plane.on("a", x -> answer(x, "hello"));

    assertThat(client.get("a", "/").status()).isEqualTo(200);
    await().atMost(Duration.ofSeconds(60)).until(() -> lost("export_failed") > 0);

    collector = Collector.start(port);
    assertThat(client.get("a", "/").status()).isEqualTo(200);
    assertThat(collector.spans(1)).isNotEmpty();
  }

  private void stopPlane() {
    client.close();
    plane.close();
  }

  private double lost(String reason) {
    Double count =
        plane
            .registry()
            .getSampleValue(
                "verge_trace_spans_dropped_total", new String[] {"reason"}, new String[] {reason});
    return count == null ? 0 : count;
  }

  private static Span named(List<Span> spans, String name) {
    return spans.stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
  }

  private static void call(
      OutboundCall call, HeaderList own, AtomicReference<HeaderList> sent, Exchange exchange)
      throws InterruptedException {
    sent.set(call.headers(own));
    call.answered(200, false);
    call.ended(7, Optional.empty());
    answer(exchange, "hello");
  }
}
