package dev.verge.gateway.http;

import static dev.verge.gateway.http.TestPlane.answer;
import static dev.verge.gateway.http.TestPlane.fields;
import static dev.verge.gateway.http.TestPlane.readAll;
import static dev.verge.gateway.http.TestPlane.respond;
import static dev.verge.gateway.http.TestPlane.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.ResponseHead;
import dev.verge.isolate.exchange.Start;
import dev.verge.isolate.pool.Fault;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and responses that are as they should be. */
class MessageTest {
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
  void guest_sees_the_request_as_it_was_sent() {
    plane.on(
        "a.demo.localhost:8787",
        x -> {
          var r = x.request();
          answer(
              x,
              String.join(
                  "|",
                  r.method(),
                  r.scheme(),
                  r.authority(),
                  r.path(),
                  r.query(),
                  r.protocol(),
                  r.headers().toString(),
                  r.client().getAddress().getHostAddress(),
                  Integer.toString(r.server().getPort()),
                  Long.toString(r.contentLength())));
        });

    client.send(
        "PATCH /a%20b//c?x=1&y=?&z HTTP/1.1\nHost: a.demo.localhost:8787\nX-One: 1\nx-one:  two \n\n");

    assertThat(client.response().body())
        .isEqualTo(
            "PATCH|http|a.demo.localhost:8787|/a%20b//c|x=1&y=?&z|HTTP/1.1|"
                + fields("Host", "a.demo.localhost:8787", "X-One", "1", "x-one", "two")
                + "|127.0.0.1|"
                + plane.address().getPort()
                + "|0");
  }

  @Test
  void absolute_target_outranks_the_host_header() {
    plane.on("real", x -> answer(x, x.request().path() + " " + x.request().headers().all("host")));

    client.send("GET http://real?q HTTP/1.1\nHost: other\n\n");

    assertThat(client.response().body()).isEqualTo("/ [real]");
  }

  @Test
  void hop_by_hop_fields_are_kept_from_the_guest() {
    plane.on("a", x -> answer(x, x.request().headers().toString()));

    client.send(
        """
        GET / HTTP/1.1
        Host: a
        Connection: keep-alive, X-Mine, host
        Keep-Alive: 5
        Proxy-Connection: keep-alive
        TE: trailers
        Upgrade: h2c
        X-Mine: 1
        X-Kept: 2

        """);

    assertThat(client.response().body()).isEqualTo(fields("Host", "a", "X-Kept", "2").toString());
  }

  @Test
  void hop_by_hop_and_reserved_fields_are_kept_from_the_client() {
    plane.on(
        "a",
        x -> {
          x.started(new Start(Start.Kind.WARM, 1_000, 500));
          respond(
              x,
              "Connection",
              "x-mine",
              "X-Mine",
              "1",
              "Keep-Alive",
              "5",
              "Transfer-Encoding",
              "gzip",
              "Upgrade",
              "h2c",
              "X-Verge-Isolate",
              "forged",
              "x-verge-anything",
              "forged",
              "X-Kept",
              "2");
          write(x, "body");
          x.finish(HeaderList.EMPTY);
        });

    var response = client.get("a", "/");

    assertThat(response.body()).isEqualTo("body");
    assertThat(response.headers())
        .doesNotContainKeys("connection", "x-mine", "keep-alive", "upgrade", "x-verge-anything")
        .containsEntry("x-kept", List.of("2"))
        .containsEntry("x-verge-isolate", List.of("warm"));
  }

  @Test
  void timings_of_the_start_are_told_in_every_response() {
    plane.on(
        "a",
        x -> {
          x.started(new Start(Start.Kind.COLD, 123_450, 61_049));
          respond(x, "Server-Timing", "mine;dur=1");
          x.finish(HeaderList.EMPTY);
        });

    var response = client.get("a", "/");

    assertThat(response.header("x-verge-isolate")).isEqualTo("cold");
    assertThat(response.header("x-verge-cold-start-us")).isEqualTo("123.5");
    assertThat(response.header("x-verge-instantiation-us")).isEqualTo("61.0");
    assertThat(response.all("server-timing"))
        .containsExactly("mine;dur=1", "isolate;desc=cold;dur=0.1235, instantiation;dur=0.0610");
  }

  @Test
  void fields_of_the_route_are_in_every_answer_on_it() {
    HeaderList marks = fields("Set-Cookie", "a=1", "X-Robots-Tag", "noindex");
    plane
        .deploy(
            "served",
            TestPlane.guest(
                x -> {
                  respond(x, "Set-Cookie", "own=2", "Connection", "set-cookie");
                  x.finish(HeaderList.EMPTY);
                }),
            Role.CANARY,
            marks)
        .deploy("failed", _ -> TestPlane.failed(Fault.Kind.TRAPPED), Role.CANARY, marks)
        .deploy("full", _ -> TestPlane.failed(Fault.Kind.TOO_MANY_IN_FLIGHT), Role.CANARY, marks)
        .deploy("slow", _ -> TestPlane.failed(Fault.Kind.WALL_CLOCK), Role.CANARY, marks)
        .deploy(
            "refused",
            _ -> {
              throw new RefusedException(ProblemKind.PREVIEWS_BUSY, "Later.");
            },
            Role.PREVIEW,
            marks)
        .unavailable("unavailable", Role.CANARY, marks);

    for (String host :
        new String[] {"served", "failed", "full", "slow", "refused", "unavailable"}) {
      var response = client.get(host, "/");
      assertThat(response.all("set-cookie")).as(host).contains("a=1");
      assertThat(response.header("x-robots-tag")).as(host).isEqualTo("noindex");
    }
    assertThat(client.get("unknown", "/").header("x-robots-tag")).isEqualTo("noindex");
  }

  @Test
  void preview_that_is_unavailable_says_nothing_about_its_deployment() {
    var told = new AtomicInteger();
    plane.unavailable("a", Role.PREVIEW, HeaderList.EMPTY).unavailable("a.own");
    plane.watch("a", _ -> told.incrementAndGet());

    client.get("a", "/");
    client.get("a.own", "/");
    plane.close();

    assertThat(told).hasValue(1);
    assertThat(plane.requests("a")).hasSize(2);
  }

  @Test
  void each_request_has_an_id_of_its_own_that_the_guest_sees_too() {
    plane.on("a", x -> answer(x, x.request().id()));

    var first = client.get("a", "/");
    var second = client.get("a", "/");

    assertThat(first.header("x-verge-request-id")).isEqualTo(first.body()).isNotEmpty();
    assertThat(second.header("x-verge-request-id"))
        .isEqualTo(second.body())
        .isNotEqualTo(first.body());
  }

  @Test
  void date_is_added_unless_the_guest_gives_one_and_no_server_is_named() {
    plane.on("a", x -> answer(x, ""));
    plane.on(
        "dated",
        x -> {
          respond(x, "Date", "Thu, 01 Jan 1970 00:00:00 GMT");
          x.finish(HeaderList.EMPTY);
        });

    assertThat(client.get("a", "/").header("date")).matches("\\w{3}, \\d\\d \\w{3} \\d{4} .* GMT");
    assertThat(client.get("dated", "/").all("date"))
        .containsExactly("Thu, 01 Jan 1970 00:00:00 GMT");
    assertThat(client.get("a", "/").headers()).doesNotContainKey("server");
  }

  @Test
  void connection_is_kept_for_many_requests() {
    plane.on("a", x -> answer(x, x.request().path()));

    for (int i = 0; i < 20; i++) {
      assertThat(client.get("a", "/" + i).body()).isEqualTo("/" + i);
    }
  }

  @Test
  void connection_is_closed_when_the_client_asks_for_it() {
    plane.on("a", x -> answer(x, "last"));

    var response = client.send("GET / HTTP/1.1\nHost: a\nConnection: close\n\n").response();

    assertThat(response.header("connection")).isEqualTo("close");
    assertThat(response.body()).isEqualTo("last");
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void http_1_0_connection_is_closed_after_the_response() {
    plane.on("a", x -> answer(x, "old"));

    var response = client.send("GET / HTTP/1.0\nHost: a\n\n").response();

    assertThat(response.body()).isEqualTo("old");
    assertThat(response.header("connection")).isEqualTo("close");
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void http_1_0_connection_is_kept_when_asked_for_and_the_length_is_known() {
    plane.on(
        "a",
        x -> {
          respond(x, "Content-Length", "3");
          write(x, "old");
          x.finish(HeaderList.EMPTY);
        });

    for (int i = 0; i < 2; i++) {
      var response = client.send("GET / HTTP/1.0\nHost: a\nConnection: keep-alive\n\n").response();
      assertThat(response.header("connection")).isEqualTo("keep-alive");
      assertThat(response.body()).isEqualTo("old");
    }
  }

  @Test
  void http_1_0_response_of_unknown_length_ends_with_the_connection() {
    CountDownLatch headArrived = new CountDownLatch(1);
    plane.on(
        "a",
        x -> {
          respond(x);
          headArrived.await();
          write(x, "first ");
          write(x, "second");
          x.finish(HeaderList.EMPTY);
        });

    client.send("GET / HTTP/1.0\nHost: a\nConnection: keep-alive\n\n");

    assertThat(client.head())
        .contains("connection: close")
        .noneMatch(line -> line.startsWith("transfer-encoding"));
    headArrived.countDown();
    assertThat(client.rest()).isEqualTo("first second");
  }

  @Test
  void pipelined_requests_are_answered_one_after_the_other_in_their_order() {
    var running = new AtomicInteger();
    plane.on(
        "a",
        x -> {
          int now = running.incrementAndGet();
          String body = readAll(x);
          answer(x, x.request().path() + body + now);
          running.decrementAndGet();
        });
    var requests = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      requests.append("GET /%d HTTP/1.1\nHost: a\n\n".formatted(i));
      requests.append("POST /p HTTP/1.1\nHost: a\nContent-Length: 4\n\nbody");
    }

    client.send(requests.toString());

    for (int i = 0; i < 200; i++) {
      assertThat(client.response().body()).startsWith("/" + i);
      assertThat(client.response().body()).startsWith("/pbody");
    }
  }

  @Test
  void pipelined_requests_before_the_end_of_input_are_all_answered() {
    plane.on("a", x -> answer(x, x.request().path()));

    client
        .send(
            "GET /1 HTTP/1.1\nHost: a\n\nGET /2 HTTP/1.1\nHost: a\n\nGET /3 HTTP/1.1\nHost: a\n\n")
        .shutOutput();

    assertThat(IntStream.range(0, 3).mapToObj(_ -> client.response().body()))
        .containsExactly("/1", "/2", "/3");
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void empty_lines_before_a_request_are_skipped() {
    plane.on("a", x -> answer(x, "ok"));

    assertThat(client.send("\n\nGET / HTTP/1.1\nHost: a\n\n").response().body()).isEqualTo("ok");
    assertThat(client.send("\nGET / HTTP/1.1\nHost: a\n\n").response().body()).isEqualTo("ok");
  }

  @Test
  void a_request_may_arrive_byte_by_byte() {
    plane.on("a", x -> answer(x, readAll(x)));

    String request =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    client.sendByteByByte(request);

    assertThat(client.response().body()).isEqualTo("abcde");
  }

  @Test
  void body_of_declared_length_is_read_whole() {
    plane.on("a", x -> answer(x, x.request().contentLength() + readAll(x)));

    client.send("POST / HTTP/1.1\nHost: a\nContent-Length: 5\n\nhello");
    assertThat(client.response().body()).isEqualTo("5hello");
  }

  @Test
  void chunked_body_is_read_whole_and_its_trailers_and_extensions_are_passed_over() {
    plane.on("a", x -> answer(x, x.request().contentLength() + readAll(x) + x.request().headers()));

    client.send(
        """
        POST / HTTP/1.1
        Host: a
        Transfer-Encoding: Chunked

        5;name=value
        hello
        6
         world
        0
        Host: b
        X-Verge-Isolate: forged
        Content-Length: 3

        GET /next HTTP/1.1
        Host: a

        """);

    assertThat(client.response().body()).isEqualTo("-1hello world" + fields("Host", "a"));
    assertThat(client.response().body()).isEqualTo("0" + fields("Host", "a"));
  }

  @Test
  void response_of_unknown_length_is_chunked() {
    CountDownLatch headArrived = new CountDownLatch(1);
    plane.on(
        "a",
        x -> {
          respond(x);
          headArrived.await();
          write(x, "streamed");
          x.finish(HeaderList.EMPTY);
        });

    client.send("GET / HTTP/1.1\nHost: a\n\n");
    assertThat(client.head()).contains("transfer-encoding: chunked");
    headArrived.countDown();
    assertThat(client.bytes(18)).isEqualTo("8\r\nstreamed\r\n0\r\n\r\n");
  }

  @Test
  void what_a_guest_writes_arrives_before_it_writes_more() {
    var arrived = new Semaphore(0);
    plane.on(
        "a",
        x -> {
          respond(x);
          for (int i = 0; i < 3; i++) {
            write(x, "piece" + i);
            arrived.acquire();
          }
          x.finish(HeaderList.EMPTY);
        });

    client.send("GET / HTTP/1.1\nHost: a\n\n");
    client.head();
    for (int i = 0; i < 3; i++) {
      assertThat(client.bytes(11)).isEqualTo("6\r\npiece" + i + "\r\n");
      arrived.release();
    }
    assertThat(client.bytes(5)).isEqualTo("0\r\n\r\n");
  }

  @Test
  void trailers_are_sent_but_for_those_that_may_not_be() {
    plane.on(
        "a",
        x -> {
          respond(x, "Trailer", "x-sum");
          write(x, "body");
          x.finish(
              fields(
                  "X-Sum",
                  "42",
                  "Content-Length",
                  "9",
                  "Transfer-Encoding",
                  "gzip",
                  "Host",
                  "b",
                  "Set-Cookie",
                  "c=d",
                  "X-Verge-Isolate",
                  "forged"));
        });

    var response = client.get("a", "/");

    assertThat(response.body()).isEqualTo("body");
    assertThat(response.chunked()).isTrue();
    assertThat(response.header("trailer")).isEqualTo("x-sum");
    assertThat(response.trailers()).containsOnlyKeys("x-sum");
    assertThat(client.get("a", "/").body()).isEqualTo("body");
  }

  @Test
  void trailers_are_left_out_where_the_length_is_declared() {
    plane.on(
        "a",
        x -> {
          respond(x, "Content-Length", "4");
          write(x, "body");
          x.finish(fields("X-Sum", "42"));
        });

    assertThat(client.get("a", "/").chunked()).isFalse();
    assertThat(client.get("a", "/").body()).isEqualTo("body");
  }

  @Test
  void head_is_answered_with_the_headers_of_get_and_no_body() {
    plane.on(
        "a",
        x -> {
          respond(x, "Content-Length", "4", "X-Method", x.request().method());
          write(x, "body");
          x.finish(HeaderList.EMPTY);
        });
    plane.on("streamed", x -> answer(x, "body"));

    var head = client.send("HEAD / HTTP/1.1\nHost: a\n\n").responseToHead();
    assertThat(head.header("content-length")).isEqualTo("4");
    assertThat(head.header("x-method")).isEqualTo("HEAD");
    client.send("HEAD / HTTP/1.1\nHost: streamed\n\n").responseToHead();
    assertThat(client.get("a", "/").body()).isEqualTo("body");
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void statuses_without_a_body_have_none_even_if_the_guest_writes_one(int status) {
    plane.on(
        "a",
        x -> {
          x.respond(new ResponseHead(status, fields("Content-Length", "4")));
          write(x, "body");
          x.finish(fields("X-Sum", "42"));
        });
    plane.on("next", x -> answer(x, "next"));

    var response = client.get("a", "/");

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.all("content-length")).isEqualTo(status == 304 ? List.of("4") : List.of());
    assertThat(response.chunked()).isFalse();
    assertThat(client.get("next", "/").body()).isEqualTo("next");
  }

  @Test
  void reset_content_is_sent_with_an_empty_body() {
    plane.on(
        "a",
        x -> {
          x.respond(new ResponseHead(205, HeaderList.EMPTY));
          write(x, "body");
          x.finish(HeaderList.EMPTY);
        });

    var response = client.get("a", "/");
    assertThat(response.status()).isEqualTo(205);
    assertThat(response.header("content-length")).isEqualTo("0");
  }

  @Test
  void body_longer_than_declared_is_cut_off_where_it_was_declared_to_end() {
    plane.on(
        "a",
        x -> {
          respond(x, "Content-Length", "4");
          write(x, "bod");
          write(x, "y and more");
          write(x, "!");
          x.finish(HeaderList.EMPTY);
        });

    assertThat(client.get("a", "/").body()).isEqualTo("body");
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void body_shorter_than_declared_ends_with_the_connection() {
    plane.on(
        "a",
        x -> {
          respond(x, "Content-Length", "10");
          write(x, "body");
          x.finish(HeaderList.EMPTY);
        });

    client.send("GET / HTTP/1.1\nHost: a\n\n");
    assertThat(client.head()).contains("content-length: 10");
    assertThat(client.rest()).isEqualTo("body");
  }

  @ParameterizedTest
  @CsvSource({"4,5", "x,", "-1,", "'',"})
  void content_length_that_cannot_be_believed_is_left_out(String first, String second) {
    plane.on(
        "a",
        x -> {
          x.respond(
              new ResponseHead(
                  200,
                  second == null
                      ? fields("Content-Length", first)
                      : fields("Content-Length", first, "Content-Length", second)));
          write(x, "body");
          x.finish(HeaderList.EMPTY);
        });

    assertThat(client.get("a", "/").body()).isEqualTo("body");
    assertThat(client.get("a", "/").body()).isEqualTo("body");
  }

  @Test
  void options_of_the_server_itself_are_told_without_a_guest() {
    var response = client.send("OPTIONS * HTTP/1.1\nHost: anything\n\n").response();

    assertThat(response.status()).isEqualTo(204);
    assertThat(response.header("allow")).contains("GET", "OPTIONS");
    plane.on("a", x -> answer(x, "next"));
    assertThat(client.get("a", "/").body()).isEqualTo("next");
  }

  @Test
  void options_of_a_path_are_the_guests() {
    plane.on("a", x -> answer(x, x.request().method() + x.request().path()));

    assertThat(client.send("OPTIONS /x HTTP/1.1\nHost: a\n\n").response().body())
        .isEqualTo("OPTIONS/x");
  }

  @Test
  void nio_serves_as_well() {
    try (var nio = TestPlane.start(Transport.NIO).on("a", x -> answer(x, readAll(x)));
        var other = nio.connect()) {
      for (int i = 0; i < 3; i++) {
        other.send("POST / HTTP/1.1\nHost: a\nContent-Length: 5\n\nhello");
        assertThat(other.response().body()).isEqualTo("hello");
      }
      other.shutOutput();
      assertThat(other.rest()).isEmpty();
    }
  }
}
