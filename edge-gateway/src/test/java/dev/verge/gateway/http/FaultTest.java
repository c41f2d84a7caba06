package dev.verge.gateway.http;

import static dev.verge.gateway.http.TestPlane.answer;
import static dev.verge.gateway.http.TestPlane.failed;
import static dev.verge.gateway.http.TestPlane.respond;
import static dev.verge.gateway.http.TestPlane.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.Start;
import dev.verge.isolate.pool.Fault;
import dev.verge.isolate.pool.Outcome;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guests that fail, and hosts without one. */
class FaultTest {
  private final CountDownLatch arrived = new CountDownLatch(1);
  private TestPlane plane;
  private RawClient client;

  @BeforeEach
  void start() {
    plane = TestPlane.start().on("neighbour", x -> answer(x, "well"));
    client = plane.connect();
  }

  @AfterEach
  void stop() {
    client.close();
    plane.close();
  }

  @ParameterizedTest
  @CsvSource({
    "TRAPPED,500",
    "STACK_EXHAUSTED,500",
    "EXITED,500",
    "PLATFORM,500",
    "MALFORMED_RESPONSE,502",
    "NO_RESPONSE,502",
    "RESPONSE_TOO_LARGE,502",
    "WALL_CLOCK,504",
    "CPU,504",
    "REQUEST_TOO_LARGE,413",
    "TOO_MANY_IN_FLIGHT,503",
    "OUT_OF_MEMORY,503",
    "QUOTA_IN_FLIGHT,429",
    "QUOTA_CPU,429",
    "QUOTA_MEMORY,429",
    "STOPPING,503"
  })
  void fault_is_answered_with_a_problem_of_its_own(Fault.Kind kind, int status) {
    plane.deploy("a", _ -> failed(kind));

    var response = client.get("a", "/");

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("content-type")).isEqualTo("application/problem+json");
    assertThat(response.header("cache-control")).isEqualTo("no-store");
    assertThat(response.header("retry-after")).isEqualTo(status == 503 || status == 429 ? "1" : "");
    assertThat(response.body())
        .contains(
            "\"type\":\"urn:verge:problem:%s\""
                .formatted(kind.name().toLowerCase(Locale.ROOT).replace('_', '-')),
            "\"status\":" + status,
            "\"detail\":\"It was " + kind + ".\"");
    assertThat(client.get("neighbour", "/").body()).isEqualTo("well");
  }

  @Test
  void problem_carries_the_timings_of_the_start() {
    plane.deploy(
        "a",
        x -> {
          x.started(new Start(Start.Kind.COLD, 1_500_000, 700_000));
          return failed(Fault.Kind.TRAPPED);
        });

    var response = client.get("a", "/");

    assertThat(response.header("x-verge-isolate")).isEqualTo("cold");
    assertThat(response.header("x-verge-cold-start-us")).isEqualTo("1500.0");
    assertThat(response.header("x-verge-instantiation-us")).isEqualTo("700.0");
    assertThat(response.header("x-verge-request-id")).isNotEmpty();
  }

  @Test
  void chunked_response_that_was_begun_ends_without_its_last_chunk() {
    plane.deploy("a", x -> failsAfter(x, "some"));

    client.send("GET / HTTP/1.1\nHost: a\n\n");

    assertThat(client.head()).contains("HTTP/1.1 200 OK", "transfer-encoding: chunked");
    assertThat(client.bytes(9)).isEqualTo("4\r\nsome\r\n");
    arrived.countDown();
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void response_of_declared_length_that_was_begun_ends_short() {
    plane.deploy("a", x -> failsAfter(x, "some", "Content-Length", "10"));

    client.send("GET / HTTP/1.1\nHost: a\n\n").head();

    assertThat(client.bytes(4)).isEqualTo("some");
    arrived.countDown();
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void response_that_ends_with_the_connection_ends_with_a_reset() {
    plane.deploy("a", x -> failsAfter(x, "some"));

    client.send("GET / HTTP/1.0\nHost: a\n\n").head();
    assertThat(client.bytes(4)).isEqualTo("some");
    arrived.countDown();

    assertThatThrownBy(client::rest)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("reset");
  }

  @Test
  void response_that_was_finished_stands_whatever_fails_later() {
    plane.deploy(
        "a",
        x -> {
          TestPlane.guest(y -> answer(y, "finished")).serve(x);
          return failed(Fault.Kind.PLATFORM);
        });

    assertThat(client.get("a", "/").body()).isEqualTo("finished");
    assertThat(client.get("a", "/").body()).isEqualTo("finished");
  }

  @Test
  void head_request_gets_the_problems_headers_alone() {
    plane.deploy("a", _ -> failed(Fault.Kind.TRAPPED));

    var response = client.send("HEAD / HTTP/1.1\nHost: a\n\n").responseToHead();

    assertThat(response.status()).isEqualTo(500);
    assertThat(Integer.parseInt(response.header("content-length"))).isPositive();
    assertThat(client.get("neighbour", "/").body()).isEqualTo("well");
  }

  @Test
  void too_large_request_is_answered_before_it_has_arrived() {
    plane.deploy("a", _ -> failed(Fault.Kind.REQUEST_TOO_LARGE));

    client.send("POST / HTTP/1.1\nHost: a\nContent-Length: 100000000\n\nfirst");

    assertThat(client.response().status()).isEqualTo(413);
  }

  @Test
  void exception_of_the_platform_is_answered_with_500_and_tells_nothing() {
    plane.deploy(
        "a",
        _ -> {
          throw new IllegalStateException("internal secret");
        });

    var response = client.get("a", "/");

    assertThat(response.status()).isEqualTo(500);
    assertThat(response.body()).contains("urn:verge:problem:platform").doesNotContain("secret");
    assertThat(client.get("neighbour", "/").body()).isEqualTo("well");
  }

  @Test
  void guest_that_is_said_to_be_served_without_an_end_is_the_platforms_failure() {
    plane.deploy("a", _ -> new Outcome.Served());

    assertThat(client.get("a", "/").status()).isEqualTo(500);
  }

  @Test
  void unknown_host_gets_404_that_lists_nothing_about_others() {
    var response = client.get("nobody", "/");

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.header("content-type")).isEqualTo("application/problem+json");
    assertThat(response.body())
        .contains("\"type\":\"urn:verge:problem:unknown-host\"", "\"status\":404")
        .doesNotContain("neighbour", "demo", "nobody");
    assertThat(response.headers()).doesNotContainKey("x-verge-isolate");
    assertThat(client.get("neighbour", "/").body()).isEqualTo("well");
  }

  @Test
  void unavailable_version_gets_503_without_the_operators_reason() {
    plane.unavailable("broken");

    var response = client.get("broken", "/");

    assertThat(response.status()).isEqualTo(503);
    assertThat(response.body()).contains("urn:verge:problem:version-unavailable");
    assertThat(client.get("neighbour", "/").body()).isEqualTo("well");
  }

  /** Fails when the test has seen that what it wrote arrived. */
  private Outcome failsAfter(Exchange x, String written, String... fields) throws RefusedException {
    Guest begins =
        TestPlane.guest(
            y -> {
              respond(y, fields);
              write(y, written);
              arrived.await();
            });
    assertThat(begins.serve(x)).isEqualTo(new Outcome.Served());
    return failed(Fault.Kind.TRAPPED);
  }
}
