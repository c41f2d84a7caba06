package dev.verge.isolate.abi.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.binding.Bindings;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.pool.Fault;
import dev.verge.isolate.pool.Outcome;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.testing.ComputeGuests;
import dev.verge.isolate.testing.RecordingExchange;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Requests, responses and bodies, as a guest sees and makes them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComputeMessagesTest {
  private ComputeGuests guests;

  @BeforeAll
  void start(@TempDir Path home) {
    guests = ComputeGuests.in(home);
  }

  @AfterAll
  void stop() {
    guests.close();
  }

  @Test
  void aGuestReadsMethodAndUriOfTheClientsRequest() {
    Template guest =
        guests.guest(
            """
            char text[200]; uint32_t length;
            http_req_method_get(client_request(), text, sizeof text, &length);
            say("%.*s ", length, text);
            http_req_uri_get(client_request(), text, sizeof text, &length);
            say("%.*s", length, text);
            reply();
            """);

    assertThat(guests.serve(guest, RecordingExchange.post("/a%20b?q=1", "x")).body())
        .isEqualTo("POST http://hello.demo.localhost:8787/a%20b?q=1");
  }

  @Test
  void aBufferThatIsTooSmallIsToldTheLengthThatIsNeeded() {
    assertThat(
            answer(
                """
                char text[4]; uint32_t length = 99;
                SAY_STATUS(http_req_uri_get(client_request(), text, 4, &length));
                say("%d", length);
                reply();
                """))
        .isEqualTo("4 33");
  }

  @Test
  void namesAreReadInPiecesByACursor() {
    Template guest =
        guests.guest(
            """
            uint32_t cursor = 0, written; int64_t next;
            do {
              char names[8];
              int status =
                  http_req_header_names_get(client_request(), names, sizeof names, cursor, &next, &written);
              say("%d:", status);
              for (uint32_t i = 0; i < written; i++) say("%c", names[i] ? names[i] : '|');
              say(" ");
              cursor = (uint32_t)next;
            } while (next >= 0);
            reply();
            """);

    assertThat(
            guests
                .serve(
                    guest,
                    RecordingExchange.get(
                        "/", field("A", "1"), field("bcd", "2"), field("a", "3"), field("e", "4")))
                .body())
        .isEqualTo("0:a|bcd|e| ");
  }

  @Test
  void aNameThatFitsNoBufferIsRefusedWithItsLength() {
    Template guest =
        guests.guest(
            """
            char names[4]; uint32_t written = 0; int64_t next = 7;
            SAY_STATUS(http_req_header_names_get(client_request(), names, 4, 0, &next, &written));
            say("%d %lld", written, next);
            reply();
            """);

    assertThat(guests.serve(guest, RecordingExchange.get("/", field("Long-Name", "1"))).body())
        .isEqualTo("4 10 -1");
  }

  @Test
  void fieldsKeepTheirOrderAndTheirDuplicates() {
    Template guest =
        guests.guest(
            """
            uint32_t response = new_response();
            http_resp_header_append(response, LITERAL("B"), LITERAL("1"));
            http_resp_header_append(response, LITERAL("A"), LITERAL("2"));
            http_resp_header_append(response, LITERAL("b"), LITERAL("3"));
            http_resp_header_values_set(response, LITERAL("C"), LITERAL("x\\0y\\0"));
            http_resp_header_insert(response, LITERAL("A"), LITERAL("4"));
            SAY_STATUS(http_resp_header_remove(response, LITERAL("nothing")));
            http_resp_send_downstream(response, new_body(), 0);
            """);

    assertThat(guests.serve(guest, RecordingExchange.get("/")).headers())
        .extracting(field -> field.name() + "=" + field.value())
        .containsExactly("b=1", "b=3", "c=x", "c=y", "a=4", "content-length=0");
  }

  @Test
  void noFieldCanCarryALineEnd() {
    assertThat(
            answer(
                """
                uint32_t request = new_request();
                SAY_STATUS(http_req_header_insert(request, LITERAL("a"), LITERAL("b\\r\\nc: d")));
                SAY_STATUS(http_req_header_append(request, LITERAL("a\\nb"), LITERAL("c")));
                SAY_STATUS(http_req_header_insert(request, LITERAL(""), LITERAL("c")));
                SAY_STATUS(http_req_method_set(request, LITERAL("GET / HTTP/1.1\\r\\n")));
                SAY_STATUS(http_req_uri_set(request, LITERAL("http://a/ b")));
                SAY_STATUS(http_req_uri_set(request, LITERAL("/ok?x#y")));
                reply();
                """))
        .isEqualTo("7 7 7 7 7 0 ");
  }

  @Test
  void handlesThatWereClosedOrNeverExistedAreRefused() {
    assertThat(
            answer(
                """
                uint32_t x; uint32_t request = new_request(), body = new_body();
                SAY_STATUS(http_req_close(request));
                SAY_STATUS(http_req_close(request));
                SAY_STATUS(http_req_version_get(12345, &x));
                SAY_STATUS(http_resp_close(0));
                SAY_STATUS(http_body_close(body));
                SAY_STATUS(http_body_read(body, &x, 1, &x));
                SAY_STATUS(http_body_append(new_body(), (uint32_t)-2));
                SAY_STATUS(async_io_is_ready(4000000000u, &x));
                reply();
                """))
        .isEqualTo("0 3 3 3 0 3 3 3 ");
  }

  @Test
  void pointersOutsideTheMemoryAreRefusedAndNothingHappens() {
    assertThat(
            answer(
                """
                uint32_t x;
                SAY_STATUS(http_body_new((void *)0xfffffffe));
                SAY_STATUS(http_req_method_get(client_request(), (void *)0xffffff00, 4096, &x));
                SAY_STATUS(http_req_header_insert(new_request(), (void *)0xf0000000, 4, LITERAL("v")));
                SAY_STATUS(http_body_write(new_body(), (void *)16, 0xfffffff0, 0, &x));
                SAY_STATUS(http_req_uri_set(new_request(), &x, 0xffffffff));
                reply();
                """))
        .isEqualTo("2 2 2 2 2 ");
  }

  @Test
  void bodiesAreWrittenAtBothEndsAndAppended() {
    assertThat(
            answer(
                """
                uint32_t a = new_body(), b = new_body(), written; uint64_t length;
                body_write(a, "middle ");
                http_body_write(a, LITERAL("front "), 1, &written);
                body_write(b, "end");
                SAY_STATUS(http_body_append(a, a));
                SAY_STATUS(http_body_append(a, b));
                http_body_known_length(a, &length);
                say("%lld ", length);
                say_body(a);
                reply();
                """))
        .isEqualTo("2 0 16 front middle end");
  }

  @Test
  void aBodyCannotGrowWithoutEnd() {
    assertThat(
            answer(
                """
                static char megabyte[1 << 20]; uint32_t body = new_body(), written; int status = OK, n = 0;
                while (status == OK && n < 1000) {
                  status = http_body_write(body, megabyte, sizeof megabyte, 0, &written);
                  n++;
                }
                http_body_close(body);
                say("%d after %d", status, n);
                reply();
                """))
        .isEqualTo("13 after 129");
  }

  @Test
  void fieldsAndBodiesThatWereGivenAwayCountToo() {
    assertThat(
            answer(
                """
                static char value[500000]; memset(value, 'v', sizeof value);
                int status = OK, n = 0;
                while (status == OK && n < 2000) {
                  status = http_req_header_insert(new_request(), LITERAL("a"), value, sizeof value);
                  n++;
                }
                say("%d after %s; ", status, n > 200 && n < 300 ? "some 128 MiB" : "another time");
                reply();
                """))
        .startsWith("13 after some 128 MiB");
  }

  @Test
  void theClientsBodyIsReadToItsEnd() {
    Template guest = guests.guest("say_body(client_body()); reply();");

    assertThat(guests.serve(guest, RecordingExchange.post("/", "hello body")).body())
        .isEqualTo("hello body");
  }

  @Test
  void trailersAreThereOnceTheBodyWasRead() {
    assertThat(
            answer(
                """
                uint32_t body = new_body(), written; char text[20];
                body_write(body, "x");
                http_body_trailer_append(body, LITERAL("Sum"), LITERAL("42"));
                SAY_STATUS(http_body_trailer_value_get(body, LITERAL("sum"), text, 20, &written));
                say_body(body);
                SAY_STATUS(http_body_trailer_value_get(body, LITERAL("sum"), text, 20, &written));
                say("%.*s", written, text);
                reply();
                """))
        .isEqualTo("14 x0 42");
  }

  @Test
  void aStreamedResponseGoesOutWhileTheGuestWrites() {
    Template guest =
        guests.guest(
            """
            uint32_t body = new_body(), part = new_body();
            body_write(body, "one ");
            http_resp_send_downstream(new_response(), body, 1);
            body_write(body, "two ");
            body_write(part, "three");
            http_body_append(body, part);
            http_body_close(body);
            """);

    RecordingExchange exchange = guests.serve(guest, RecordingExchange.get("/"));
    assertThat(exchange.body()).isEqualTo("one two three");
    assertThat(exchange.headers().first("content-length")).isEmpty();
  }

  @Test
  void aStreamedResponseThatIsNotFinishedIsCutOff() {
    Template guest =
        guests.guest(
            """
            uint32_t body = new_body();
            http_resp_send_downstream(new_response(), body, 1);
            body_write(body, "half");
            """);
    RecordingExchange exchange = RecordingExchange.get("/");

    Outcome outcome = guests.isolates().serve(guest, exchange);

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.fault().kind()).isEqualTo(Fault.Kind.MALFORMED_RESPONSE));
    assertThat(exchange.finished()).isFalse();
    await()
        .untilAsserted(
            () ->
                assertThat(guests.log(guest))
                    .anyMatch(line -> line.contains("the guest did not finish its body")));
  }

  @Test
  void anAbandonedResponseIsCutOff() {
    Template guest =
        guests.guest(
            """
            uint32_t body = new_body();
            http_resp_send_downstream(new_response(), body, 1);
            http_body_abandon(body);
            """);

    assertThat(guests.isolates().serve(guest, RecordingExchange.get("/")))
        .isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void onlyOneResponseCanBeSent() {
    Template guest =
        guests.guest(
            """
            reply();
            exit(reply() == ERROR ? 0 : 1);
            """);

    guests.serve(guest, RecordingExchange.get("/"));
  }

  @Test
  void aGuestThatEndsWithoutAResponseAnswersAnEmpty200() {
    RecordingExchange exchange =
        guests.serve(guests.guest("new_body();"), RecordingExchange.get("/"));

    assertThat(exchange.status()).isEqualTo(200);
    assertThat(exchange.body()).isEmpty();
  }

  @Test
  void aTrapBehindAWholeResponseHurtsNobody() {
    Template guest = guests.guest("say(\"whole\"); reply(); __builtin_trap();");

    assertThat(guests.answer(guest)).isEqualTo("whole");
    await()
        .untilAsserted(
            () -> assertThat(guests.log(guest)).anyMatch(line -> line.contains("trapped")));
  }

  @Test
  void statusesBelow200AreRefusedButEarlyHints() {
    assertThat(
            answer(
                """
                uint32_t response = new_response(); uint16_t status;
                SAY_STATUS(http_resp_status_set(response, 99));
                SAY_STATUS(http_resp_status_set(response, 1000));
                http_resp_status_set(response, 102);
                SAY_STATUS(http_resp_send_downstream(response, new_body(), 0));
                http_resp_status_set(response, 103);
                SAY_STATUS(http_resp_send_downstream(response, new_body(), 0));
                reply();
                """))
        .isEqualTo("2 2 2 0 ");
  }

  @Test
  void framingFieldsAreTheHostsUnlessTheGuestWantsItsOwn() {
    Template guest =
        guests.guest(
            """
            uint32_t response = new_response(), body = new_body();
            http_resp_header_insert(response, LITERAL("Content-Length"), LITERAL("999"));
            http_resp_header_insert(response, LITERAL("Transfer-Encoding"), LITERAL("gzip"));
            body_write(body, "12345");
            http_resp_send_downstream(response, body, 0);
            """);

    HeaderList headers = guests.serve(guest, RecordingExchange.get("/")).headers();
    assertThat(headers.all("content-length")).containsExactly("5");
    assertThat(headers.all("transfer-encoding")).isEmpty();
  }

  @Test
  void manualFramingKeepsTheGuestsLength() {
    Template guest =
        guests.guest(
            """
            uint32_t response = new_response(), body = new_body();
            http_resp_framing_headers_mode_set(response, 1);
            http_resp_header_insert(response, LITERAL("Content-Length"), LITERAL("5"));
            http_resp_send_downstream(response, body, 1);
            body_write(body, "12345");
            http_body_close(body);
            """);

    assertThat(guests.serve(guest, RecordingExchange.get("/")).headers().all("content-length"))
        .containsExactly("5");
  }

  @Test
  void aSelectOfNothingWaitsForItsTime() {
    assertThat(
            answer(
                """
                uint32_t index = 0, body = new_body();
                SAY_STATUS(async_io_select(&body, 0, 0, &index));
                SAY_STATUS(async_io_select(&body, 0, 20, &index));
                say("%d ", index);
                SAY_STATUS(async_io_select(&body, 1, 20, &index));
                say("%d", index);
                reply();
                """))
        .isEqualTo("2 0 -1 0 0");
  }

  @Test
  void aGuestThatAsksForMoreRequestsKeepsItsInstance() {
    Template guest =
        guests.guest(
            """
            uint32_t promise, request, body; uint64_t patience = 10000;
            char uri[200]; uint32_t length; int n = 0;
            request = client_request();
            do {
              http_req_uri_get(request, uri, sizeof uri, &length);
              say("%d %.*s", ++n, length, uri);
              reply();
              http_downstream_next_request(2, &patience, &promise);
            } while (http_downstream_next_request_wait(promise, &request, &body) == OK);
            """);

    assertThat(guests.serve(guest, RecordingExchange.get("/a")).body()).startsWith("1 ");
    assertThat(guests.serve(guest, RecordingExchange.get("/b")).body())
        .isEqualTo("2 http://hello.demo.localhost:8787/b");
    assertThat(guests.isolates().evict(guest.version().function())).isPositive();
    await()
        .untilAsserted(
            () ->
                assertThat(guests.serve(guest, RecordingExchange.get("/")).body())
                    .startsWith("1 "));
  }

  @Test
  void aGuestThatTrapsInItsSecondRequestFailsThatOneOnly() {
    Template guest =
        guests.guest(
            """
            uint32_t promise, request, body; uint64_t patience = 10000;
            say("first");
            reply();
            http_downstream_next_request(2, &patience, &promise);
            if (http_downstream_next_request_wait(promise, &request, &body) == OK) __builtin_trap();
            """);

    assertThat(guests.answer(guest)).isEqualTo("first");
    assertThat(guests.isolates().serve(guest, RecordingExchange.get("/")))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.fault().kind()).isEqualTo(Fault.Kind.TRAPPED));
    assertThat(guests.answer(guest)).isEqualTo("first");
  }

  @Test
  void aRequestCanOnlyBeAskedForOnceTheFormerIsAnswered() {
    Template guest =
        guests.guest(
            """
            uint32_t promise, request, body; uint64_t patience = 10;
            http_downstream_next_request(2, &patience, &promise);
            SAY_STATUS(http_downstream_next_request(2, &patience, &request));
            SAY_STATUS(http_downstream_next_request_wait(promise, &request, &body));
            SAY_STATUS(http_downstream_next_request_abandon(promise));
            reply();
            """);

    assertThat(guests.answer(guest)).isEqualTo("13 5 0 ");
  }

  @Test
  void logEntriesNameTheirEndpoint() {
    Template guest =
        guests.guest(
            """
            uint32_t endpoint, written;
            SAY_STATUS(log_endpoint_get(LITERAL("stdout"), &endpoint));
            SAY_STATUS(log_endpoint_get(LITERAL("visits"), &endpoint));
            SAY_STATUS(log_write(endpoint, LITERAL("one\\ntwo\\n"), &written));
            SAY_STATUS(log_write(77, LITERAL("x"), &written));
            reply();
            """);

    assertThat(guests.answer(guest)).isEqualTo("2 0 0 3 ");
    await().untilAsserted(() -> assertThat(guests.log(guest)).contains("visits :: one\\ntwo\\n"));
  }

  @Test
  void anEndpointMayHaveAFileOfItsOwn() {
    Bindings none = Bindings.NONE;
    Bindings bindings =
        new Bindings(
            none.backends(),
            none.configStores(),
            none.liveConfigStores(),
            none.kvStores(),
            none.secretStores(),
            none.acls(),
            none.liveAcls(),
            none.geolocation(),
            none.devices(),
            Set.of("visits"),
            none.shields(),
            none.purgeKeys(),
            none.readThroughCache());
    Template guest =
        guests.guest(
            bindings,
            """
            uint32_t endpoint, written;
            log_endpoint_get(LITERAL("visits"), &endpoint);
            log_write(endpoint, LITERAL("one"), &written);
            reply();
            """);

    guests.answer(guest);

    await()
        .untilAsserted(
            () -> assertThat(guests.endpointLog(guest, "visits")).containsExactly("one"));
    assertThat(guests.log(guest)).isEmpty();
  }

  private String answer(String main) {
    return guests.answer(guests.guest(main));
  }

  private static HeaderList.Field field(String name, String value) {
    return new HeaderList.Field(name, value);
  }
}
