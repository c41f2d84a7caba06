package dev.verge.gateway.http;

import static dev.verge.gateway.http.TestPlane.answer;
import static dev.verge.gateway.http.TestPlane.failed;
import static dev.verge.gateway.http.TestPlane.readAll;
import static dev.verge.gateway.http.TestPlane.respond;
import static dev.verge.gateway.http.TestPlane.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.deploy.requests.BackendCall;
import dev.verge.deploy.requests.BackendCalls;
import dev.verge.deploy.requests.Ending;
import dev.verge.deploy.requests.RequestRecord;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.OutboundCall;
import dev.verge.isolate.exchange.OutboundRequest;
import dev.verge.isolate.exchange.Start;
import dev.verge.isolate.pool.Fault;
import dev.verge.isolate.pool.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is kept of requests for those who watch. */
class RequestRecordsTest {
  private static final Start COLD = new Start(Start.Kind.COLD, 120_000, 60_000);

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
  void served_request_is_kept_with_all_that_is_known_of_it() {
    long before = System.currentTimeMillis();
    plane.on(
        "a",
        x -> {
          x.started(COLD);
          String body = readAll(x);
          respond(x);
          write(x, body + body);
          x.finish(HeaderList.EMPTY);
        });

    client.send("POST /some/path?a=b HTTP/1.1\nHost: a\nContent-Length: 5\n\nhello");
    String id = client.response().header("x-verge-request-id");

    RequestRecord record = one("a");
    assertThat(record.number()).isZero();
    assertThat(record.epochMillis()).isBetween(before - 1, System.currentTimeMillis());
    assertThat(record.id()).isEqualTo(id);
    assertThat(record.method()).isEqualTo("POST");
    assertThat(record.path()).isEqualTo("/some/path");
    assertThat(record.query()).isEqualTo("a=b");
    assertThat(record.version()).hasToString("demo/a@1");
    assertThat(record.status()).isEqualTo(200);
    assertThat(record.ending()).isEqualTo(Ending.SERVED);
    assertThat(record.start()).contains(COLD);
    assertThat(record.firstByteNanos()).isPositive().isLessThanOrEqualTo(record.totalNanos());
    assertThat(record.bytesIn()).isEqualTo(5);
    assertThat(record.bytesOut()).isEqualTo(10);
  }

  @Test
  void calls_to_backends_are_kept_in_their_order_and_those_beyond_the_first_are_counted() {
    plane.on(
        "a",
        x -> {
          for (int i = 0; i < BackendCalls.MOST + 4; i++) {
            OutboundCall call =
                x.outbound(new OutboundRequest("origin", "GET", "http", "o", "/" + i, "q"));
            call.answered(200, i == 1);
            call.ended(i, Optional.empty());
          }
          answer(x, "done");
        });

    client.get("a", "/");

    BackendCalls calls = one("a").calls();
    assertThat(calls.count()).isEqualTo(BackendCalls.MOST + 4);
    assertThat(calls.first()).hasSize(BackendCalls.MOST);
    BackendCall second = calls.first().get(1);
    assertThat(second.backend()).isEqualTo("origin");
    assertThat(second.method()).isEqualTo("GET");
    assertThat(second.path()).isEqualTo("/1");
    assertThat(second.query()).isEqualTo("q");
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.cached()).isTrue();
    assertThat(second.bytes()).isEqualTo(1);
    assertThat(second.sentNanos()).isPositive();
    assertThat(second.firstByteNanos()).isBetween(0L, second.totalNanos());
    assertThat(calls.nanos()).isGreaterThanOrEqualTo(second.totalNanos());
  }

  @Test
  void call_that_fails_is_kept_with_why_and_one_that_goes_on_without_an_end() {
    plane.on(
        "a",
        x -> {
          var request = new OutboundRequest("origin", "GET", "http", "o", "/", "");
          x.outbound(request).ended(0, Optional.of("connection_refused"));
          x.outbound(request).answered(206, false);
          answer(x, "done");
        });

    client.get("a", "/");

    List<BackendCall> calls = one("a").calls().first();
    assertThat(calls.getFirst().status()).isZero();
    assertThat(calls.getFirst().error()).contains("connection_refused");
    assertThat(calls.getFirst().firstByteNanos()).isEqualTo(-1);
    assertThat(calls.getLast().status()).isEqualTo(206);
    assertThat(calls.getLast().totalNanos()).isEqualTo(-1);
  }

  @Test
  void request_whose_guest_asks_no_backend_has_no_calls() {
    plane.on("a", x -> answer(x, "done"));

    client.get("a", "/");

    assertThat(one("a").calls()).isSameAs(BackendCalls.NONE);
  }

  @ParameterizedTest
  @EnumSource(value = Fault.Kind.class, names = "CLIENT_GONE", mode = EnumSource.Mode.EXCLUDE)
  void fault_is_kept_by_its_kind(Fault.Kind kind) {
    plane.deploy("a", _ -> failed(kind));

    int status = client.get("a", "/").status();

    RequestRecord record = one("a");
    assertThat(record.ending().name()).isEqualTo(kind.name());
    assertThat(record.status()).isEqualTo(status);
    assertThat(record.start()).isEmpty();
    assertThat(record.bytesOut()).isPositive();
  }

  @Test
  void fault_after_the_head_is_kept_with_the_status_that_went_out() {
    plane.deploy(
        "a",
        x -> {
          Outcome begun =
              TestPlane.guest(
                      y -> {
                        respond(y, "Content-Length", "10");
                        write(y, "some");
                      })
                  .serve(x);
          assertThat(begun).isEqualTo(new Outcome.Served());
          return failed(Fault.Kind.TRAPPED);
        });

    client.send("GET / HTTP/1.1\nHost: a\n\n");

    RequestRecord record = one("a");
    assertThat(record.ending()).isEqualTo(Ending.TRAPPED);
    assertThat(record.bytesOut()).isPositive();
  }

  @Test
  void client_that_left_is_kept_as_such() throws Exception {
    var began = new CountDownLatch(1);
    plane.on(
        "a",
        x -> {
          began.countDown();
          readAll(x);
        });

    client.send("POST / HTTP/1.1\nHost: a\nContent-Length: 10\n\nhalf");
    began.await();
    client.reset();

    RequestRecord record = one("a");
    assertThat(record.ending()).isEqualTo(Ending.CLIENT_GONE);
    assertThat(record.status()).isEqualTo(499);
    assertThat(record.firstByteNanos()).isEqualTo(-1);
    assertThat(record.bytesOut()).isZero();
  }

  @Test
  void version_without_a_guest_is_kept() {
    plane.unavailable("broken");

    int length = client.get("broken", "/x").body().length();

    RequestRecord record = one("broken");
    assertThat(record.ending()).isEqualTo(Ending.UNAVAILABLE);
    assertThat(record.status()).isEqualTo(503);
    assertThat(record.path()).isEqualTo("/x");
    assertThat(record.bytesOut()).isEqualTo(length);
  }

  @Test
  void failure_of_the_platform_is_kept() {
    plane.deploy(
        "a",
        _ -> {
          throw new IllegalStateException("on purpose");
        });

    client.get("a", "/");

    assertThat(one("a").ending()).isEqualTo(Ending.PLATFORM);
  }

  @Test
  void head_request_has_no_body() {
    plane.on("a", x -> answer(x, "not sent"));

    client.send("HEAD / HTTP/1.1\nHost: a\n\n").responseToHead();

    assertThat(one("a").bytesOut()).isZero();
  }

  @Test
  void functions_have_records_of_their_own_and_unknown_hosts_none() {
    plane.on("a", x -> answer(x, "a"));
    plane.on("b", x -> answer(x, "b"));

    client.get("a", "/1");
    client.get("nobody", "/");
    client.get("b", "/2");

    assertThat(one("a").path()).isEqualTo("/1");
    assertThat(one("b").path()).isEqualTo("/2");
    assertThat(plane.requests("nobody")).isEmpty();
  }

  private RequestRecord one(String host) {
    await().until(() -> !plane.requests(host).isEmpty());
    List<RequestRecord> records = plane.requests(host);
    assertThat(records).hasSize(1);
    return records.getFirst();
  }
}
