package dev.verge.gateway.http;

import static dev.verge.gateway.http.TestPlane.answer;
import static dev.verge.gateway.http.TestPlane.failed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.ResponseHead;
import dev.verge.isolate.exchange.Start;
import dev.verge.isolate.pool.Fault;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Prometheus is told. */
class RequestMetricsTest {
  private static final String[] FUNCTION = {"tenant", "function"};

  private TestPlane plane;
  private RawClient client;

  @BeforeEach
  void start() {
    plane = TestPlane.start();
    client = plane.connect();
  }

  @AfterEach
  void stop() {
    client.close();
    plane.close();
  }

  @Test
  void requests_are_counted_by_function_status_and_kind_of_start() {
    plane.on(
        "cold",
        x -> {
          x.started(new Start(Start.Kind.COLD, 120_000, 60_000));
          answer(x, "");
        });
    plane.on(
        "warm",
        x -> {
          x.started(new Start(Start.Kind.WARM, 20_000, 10_000));
          answer(x, "");
        });
    plane.deploy("full", _ -> failed(Fault.Kind.TOO_MANY_IN_FLIGHT));
    plane.unavailable("broken");

    client.get("cold", "/");
    client.get("cold", "/");
    client.get("warm", "/");
    client.get("full", "/");
    client.get("broken", "/");
    client.get("unknown-1", "/");
    client.get("unknown-2", "/");

    awaitRequests(2, "demo", "cold", "200", "cold", "active");
    awaitRequests(1, "demo", "warm", "200", "warm", "active");
    awaitRequests(1, "demo", "full", "503", "none", "active");
    awaitRequests(1, "demo", "broken", "503", "none", "active");
    awaitRequests(2, "", "", "404", "none", "");
    assertThat(
            Collections.list(plane.registry().metricFamilySamples()).stream()
                .flatMap(family -> family.samples.stream())
                .flatMap(sample -> sample.labelValues.stream()))
        .noneMatch(label -> label.startsWith("unknown"));
  }

  @Test
  void starts_are_measured_cold_apart_from_warm() {
    plane.on(
        "a",
        x -> {
          boolean cold = x.request().path().equals("/cold");
          x.started(
              cold
                  ? new Start(Start.Kind.COLD, 120_500, 60_000)
                  : new Start(Start.Kind.WARM, 20_000, 10_000));
          answer(x, "");
        });

    client.get("a", "/cold");
    client.get("a", "/warm");

    awaitRequests(1, "demo", "a", "200", "warm", "active");
    assertThat(function("verge_isolate_cold_start_microseconds_count")).isEqualTo(1);
    assertThat(function("verge_isolate_cold_start_microseconds_sum")).isEqualTo(120.5);
    assertThat(function("verge_isolate_warm_start_microseconds_sum")).isEqualTo(20);
    assertThat(function("verge_isolate_instantiation_microseconds_count")).isEqualTo(2);
    assertThat(function("verge_isolate_instantiation_microseconds_sum")).isEqualTo(70);
    assertThat(durations("a", "active")).isEqualTo(2);
  }

  @Test
  void versions_are_counted_by_their_role() {
    plane
        .on("a", x -> answer(x, ""))
        .deploy("a.canary", _ -> failed(Fault.Kind.TRAPPED), Role.CANARY, HeaderList.EMPTY)
        .deploy("a.preview", TestPlane.guest(x -> answer(x, "")), Role.PREVIEW, HeaderList.EMPTY)
        .unavailable("a.gone", Role.CANARY, HeaderList.EMPTY);

    client.get("a", "/");
    client.get("a.canary", "/");
    client.get("a.preview", "/");
    client.get("a.gone", "/");

    awaitRequests(1, "demo", "a", "200", "none", "active");
    awaitRequests(1, "demo", "a", "500", "none", "canary");
    awaitRequests(1, "demo", "a", "503", "none", "canary");
    awaitRequests(1, "demo", "a", "200", "none", "preview");
    assertThat(durations("a", "canary")).isEqualTo(1);
  }

  @Test
  void statuses_that_guests_make_up_are_one_series() {
    plane.on(
        "a",
        x -> {
          int more = x.request().query().length();
          x.respond(new ResponseHead(599 + more, HeaderList.EMPTY));
          x.finish(HeaderList.EMPTY);
        });

    client.get("a", "/?");
    client.get("a", "/?1");
    client.get("a", "/?12");

    awaitRequests(1, "demo", "a", "599", "none", "active");
    awaitRequests(2, "demo", "a", "other", "none", "active");
  }

  @Test
  void series_of_a_deleted_function_are_dropped_even_if_it_still_runs() throws Exception {
    var began = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    plane
        .on(
            "a",
            x -> {
              x.started(new Start(Start.Kind.COLD, 120_500, 60_000));
              answer(x, "");
            })
        .deploy(
            "a.preview",
            TestPlane.guest(
                x -> {
                  began.countDown();
                  go.await();
                  answer(x, "");
                }),
            Role.PREVIEW,
            HeaderList.EMPTY)
        .on("b", x -> answer(x, ""));
    client.get("a", "/");
    client.get("b", "/");
    awaitRequests(1, "demo", "a", "200", "cold", "active");
    awaitRequests(1, "demo", "b", "200", "none", "active");

    client.send("GET / HTTP/1.1\nHost: a.preview\n\n");
    began.await();
    plane.delete("a");
    go.countDown();
    client.response();

    assertThat(functions()).contains("b").doesNotContain("a");
  }

  private Stream<String> functions() {
    return Collections.list(plane.registry().metricFamilySamples()).stream()
        .flatMap(family -> family.samples.stream())
        .filter(sample -> sample.labelNames.contains("function"))
        .map(sample -> sample.labelValues.get(sample.labelNames.indexOf("function")));
  }

  @Test
  void requests_in_flight_and_connections_are_told() throws Exception {
    var began = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    plane.on(
        "a",
        x -> {
          began.countDown();
          go.await();
          answer(x, "");
        });

    client.send("GET / HTTP/1.1\nHost: a\n\n");
    began.await();
    assertThat(function("verge_requests_in_flight")).isEqualTo(1);
    assertThat(plane.registry().getSampleValue("verge_connections")).isEqualTo(1);
    go.countDown();
    client.response();
    await().untilAsserted(() -> assertThat(function("verge_requests_in_flight")).isZero());
    client.close();
    await()
        .untilAsserted(
            () -> assertThat(plane.registry().getSampleValue("verge_connections")).isZero());
  }

  @Test
  void client_that_leaves_before_the_response_is_counted_as_such() throws Exception {
    var began = new CountDownLatch(1);
    plane.on(
        "a",
        x -> {
          began.countDown();
          TestPlane.readAll(x);
        });

    client.send("POST / HTTP/1.1\nHost: a\nContent-Length: 1\n\n");
    began.await();
    client.reset();

    awaitRequests(1, "demo", "a", "499", "none", "active");
  }

  @Test
  void malformed_requests_are_counted_without_a_function() {
    client.send("nonsense\n\n").response();
    awaitRequests(1, "", "", "400", "none", "");
  }

  private Double function(String name) {
    return plane.registry().getSampleValue(name, FUNCTION, new String[] {"demo", "a"});
  }

  private Double durations(String function, String role) {
    return plane
        .registry()
        .getSampleValue(
            "verge_request_duration_microseconds_count",
            new String[] {"tenant", "function", "role"},
            new String[] {"demo", function, role});
  }

  private void awaitRequests(double count, String... labels) {
    await()
        .untilAsserted(
            () ->
                assertThat(
                        plane
                            .registry()
                            .getSampleValue(
                                "verge_requests_total",
                                new String[] {"tenant", "function", "status", "isolate", "role"},
                                labels))
                    .isEqualTo(count));
  }
}
