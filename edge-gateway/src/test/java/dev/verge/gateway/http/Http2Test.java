package dev.verge.gateway.http;

import static dev.verge.gateway.http.RawStreams.DATA;
import static dev.verge.gateway.http.RawStreams.END_STREAM;
import static dev.verge.gateway.http.RawStreams.HEADERS;
import static dev.verge.gateway.http.RawStreams.RST_STREAM;
import static dev.verge.gateway.http.RawStreams.WINDOW_UPDATE;
import static dev.verge.gateway.http.TestPlane.answer;
import static dev.verge.gateway.http.TestPlane.fields;
import static dev.verge.gateway.http.TestPlane.readAll;
import static dev.verge.gateway.http.TestPlane.respond;
import static dev.verge.gateway.http.TestPlane.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.verge.deploy.requests.RequestRecord;
import dev.verge.gateway.http.RawStreams.Answer;
import dev.verge.gateway.http.RawStreams.Frame;
import dev.verge.isolate.exchange.ClientGoneException;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.exchange.ResponseHead;
import dev.verge.isolate.pool.Fault;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests over HTTP/2 in clear text (RFC 9113), frame by frame. */
@Timeout(60)
class Http2Test {
  private static final int PIECE_BYTES = 16 << 10;
  private static final int NO_ERROR = (int) Http2Error.NO_ERROR.code();
  private static final int CALM = (int) Http2Error.ENHANCE_YOUR_CALM.code();

  private final TestPlane plane = TestPlane.start();

  @AfterEach
  void stop() {
    plane.close();
  }

  private RawStreams connect(int... settings) {
    return RawStreams.connect(plane.address(), settings);
  }

  @Test
  void guest_sees_the_request_as_it_would_over_http_1() {
    var seen = new CompletableFuture<RequestHead>();
    plane.on(
        "a.test:8787",
        x -> {
          seen.complete(x.request());
          answer(x, "hello");
        });

    try (var client = connect()) {
      Answer answer =
          client
              .get(
                  1,
                  "a.test:8787",
                  "/x?y=z",
                  "cookie",
                  "a=1",
                  "x-one",
                  "1",
                  "cookie",
                  "b=2",
                  "te",
                  "trailers",
                  "x-verge-trigger",
                  "cron")
              .answer(1);

      assertThat(answer.status()).isEqualTo("200");
      assertThat(answer.body()).isEqualTo("hello");
      assertThat(answer.head().contains("transfer-encoding")).isFalse();
      assertThat(answer.head().contains("x-verge-request-id")).isTrue();
      assertThat(answer.error()).isEqualTo(-1);
    }
    RequestHead head = seen.join();
    assertThat(head.protocol()).isEqualTo("HTTP/2.0");
    assertThat(head.scheme()).isEqualTo("http");
    assertThat(head.authority()).isEqualTo("a.test:8787");
    assertThat(head.path()).isEqualTo("/x");
    assertThat(head.query()).isEqualTo("y=z");
    assertThat(head.contentLength()).isZero();
    assertThat(head.headers().all("host")).containsExactly("a.test:8787");
    assertThat(head.headers().all("cookie")).containsExactly("a=1; b=2");
    assertThat(head.headers().all("te")).isEmpty();
    assertThat(head.headers().all("x-verge-trigger")).isEmpty();
    assertThat(head.headers().all("x-one")).containsExactly("1");
    awaitStatus("a.test:8787", 200);
    assertThat(plane.requests("a.test:8787"))
        .singleElement()
        .extracting(RequestRecord::bytesOut)
        .isEqualTo(5L);
  }

  @Test
  void preface_may_arrive_byte_by_byte() {
    plane.on("a", x -> answer(x, "hello"));

    try (var client = plane.connect()) {
      client.sendByteByByte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      client.send(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
      // The server's settings: their length, and that they are settings.
      assertThat(client.bytes(4).charAt(3)).isEqualTo((char) RawStreams.SETTINGS);
    }
  }

  @Test
  void request_for_http_2_amid_a_connection_of_http_1_is_refused() {
    plane.on("a", x -> answer(x, "hello"));

    try (var client = plane.connect()) {
      assertThat(client.get("a", "/").body()).isEqualTo("hello");
      assertThat(client.sendRaw("PRI * HTTP/2.0\r\n\r\n").response().status()).isEqualTo(505);
    }
  }

  @Test
  void streams_are_answered_side_by_side() {
    var first = new CountDownLatch(1);
    plane.on(
        "a",
        x -> {
          if (x.request().path().equals("/slow")) {
            first.await();
          }
          answer(x, x.request().path());
        });

    try (var client = connect()) {
      client.get(1, "a", "/slow").get(3, "a", "/fast");
      assertThat(client.answer(3).body()).isEqualTo("/fast");
      first.countDown();
      assertThat(client.answer(1).body()).isEqualTo("/slow");
    }
  }

  @Test
  void body_streams_both_ways_before_the_request_ends() {
    plane.on(
        "a",
        x -> {
          respond(x);
          byte[] piece = new byte[100];
          for (int n = x.read(piece, 0, 100); n >= 0; n = x.read(piece, 0, 100)) {
            x.write(piece, 0, n);
          }
          x.finish(fields("X-Sum", "12", "Connection", "close"));
        });

    try (var client = connect()) {
      client.request(1, 0, "POST", "a", "/");
      assertThat(client.read().type()).isEqualTo(HEADERS);
      client.data(1, 0, "ping");
      assertThat(client.read().payload()).isEqualTo("ping");
      client.data(1, 0, "pong");
      assertThat(client.read().payload()).isEqualTo("pong");
      client.data(1, END_STREAM, "");
      Frame trailers = client.read();
      assertThat(trailers.ends()).isTrue();
      Http2Headers fields = client.fields(trailers);
      assertThat(fields.get("x-sum")).hasToString("12");
      assertThat(fields.contains("connection")).isFalse();
    }
  }

  @Test
  void informational_responses_come_before_the_final_one() {
    plane.on(
        "a",
        x -> {
          x.inform(103, fields("Link", "</a.css>"));
          answer(x, readAll(x));
        });

    try (var client = connect()) {
      client.request(1, 0, "POST", "a", "/", "expect", "100-continue");
      Http2Headers hint = client.fields(client.read());
      assertThat(hint.status()).hasToString("103");
      assertThat(hint.get("link")).hasToString("</a.css>");
      assertThat(client.fields(client.read()).status()).hasToString("100");
      client.data(1, END_STREAM, "body");
      assertThat(client.answer(1).body()).isEqualTo("body");
    }
  }

  @Test
  void answers_without_bodies_end_with_their_head() throws Exception {
    plane
        .on(
            "head",
            x -> {
              respond(x, "Content-Length", "5");
              write(x, "hello");
              x.finish(HeaderList.EMPTY);
            })
        .on(
            "empty",
            x -> {
              x.respond(new ResponseHead(204, HeaderList.EMPTY));
              x.finish(HeaderList.EMPTY);
            });

    try (var client = connect()) {
      Answer toHead = client.request(1, END_STREAM, "HEAD", "head", "/").answer(1);
      assertThat(toHead.body()).isEmpty();
      assertThat(toHead.head().get("content-length")).hasToString("5");
      Answer empty = client.get(3, "empty", "/").answer(3);
      assertThat(empty.status()).isEqualTo("204");
      assertThat(empty.head().contains("content-length")).isFalse();
      Answer unknown = client.request(5, END_STREAM, "HEAD", "unknown", "/").answer(5);
      assertThat(unknown.status()).isEqualTo("404");
      assertThat(unknown.body()).isEmpty();
      assertThat(client.request(7, END_STREAM, "OPTIONS", "head", "*").answer(7).status())
          .isEqualTo("204");
    }
    awaitStatus("head", 200);
  }

  @Test
  void requests_that_no_guest_may_see_are_refused_with_a_problem_document() {
    plane.on("a", x -> answer(x, "hello"));

    try (var client = connect()) {
      assertThat(client.get(1, "unknown", "/").answer(1).status()).isEqualTo("404");
      assertThat(
              client.request(3, END_STREAM, "GET", "a", "/" + "x".repeat(9000)).answer(3).status())
          .isEqualTo("414");
      assertThat(client.get(5, "a", "/", "x", "y".repeat(33_000)).answer(5).status())
          .isEqualTo("431");
      assertThat(client.get(7, "a", "/", "expect", "miracles").answer(7).status()).isEqualTo("417");
      for (String[] bad :
          new String[][] {
            {"a", "relative"}, {"a", "/a b"}, {"a", "/#part"}, {"", "/"}, {"a/b", "/"}
          }) {
        try (var other = connect()) {
          Answer answer = other.get(1, bad[0], bad[1]).answer(1);
          assertThat(answer.status()).isEqualTo("400");
          assertThat(answer.body()).contains("urn:verge:problem:malformed-request");
        }
      }
      assertThat(client.get(9, "a", "/", "host", "b").answer(9).status()).isEqualTo("400");
    }
    try (var client = connect()) {
      assertThat(client.get(1, "", "/", "host", "a").answer(1).body()).isEqualTo("hello");
    }
  }

  @Test
  void malformed_requests_reset_their_stream_and_no_other() {
    plane.on(
        "a",
        x -> {
          String _ = readAll(x);
          answer(x, "hello");
        });

    try (var client = connect()) {
      for (String[] field :
          new String[][] {
            {"connection", "close"}, {"X-Upper", "1"}, {":odd", "1"}, {"te", "gzip"}
          }) {
        try (var other = connect()) {
          Answer answer = other.get(1, "a", "/", field).answer(1);
          assertThat(answer.error()).as(field[0]).isEqualTo((int) Http2Error.PROTOCOL_ERROR.code());
        }
      }
      client.request(1, 0, "POST", "a", "/", "content-length", "3").data(1, END_STREAM, "four");
      assertThat(client.answer(1).error()).isEqualTo((int) Http2Error.PROTOCOL_ERROR.code());
      assertThat(client.get(3, "a", "/").answer(3).body()).isEqualTo("hello");
    }
  }

  @Test
  void client_waits_while_the_guest_does_not_read() {
    var go = new CountDownLatch(1);
    plane.on(
        "a",
        x -> {
          if (x.request().method().equals("POST")) {
            go.await();
            answer(x, Integer.toString(readAll(x).length()));
          } else {
            answer(x, "other");
          }
        });
    int sent = 0;

    try (var client = connect()) {
      client.request(1, 0, "POST", "a", "/");
      String piece = "x".repeat(PIECE_BYTES);
      // Its window is all it has; it opens again by what the platform itself has taken.
      int window = StreamConnection.STREAM_WINDOW_BYTES;
      while (sent + PIECE_BYTES <= window) {
        client.data(1, 0, piece);
        sent += PIECE_BYTES;
      }
      assertThat(client.get(3, "a", "/").answer(3).body()).isEqualTo("other");
      go.countDown();
      while (sent < 4 * window) {
        Frame frame = client.next();
        if (frame.type() == WINDOW_UPDATE && frame.stream() == 1) {
          int more = frame.number(0);
          for (int i = 0; i < more / PIECE_BYTES; i++) {
            client.data(1, 0, piece);
            sent += PIECE_BYTES;
          }
        }
      }
      client.data(1, END_STREAM, "");
      assertThat(client.answer(1).body()).isEqualTo(Integer.toString(sent));
    }
  }

  @Test
  void window_of_a_stream_stays_shut_while_its_guest_does_not_read() {
    plane.on("a", x -> new CountDownLatch(1).await());

    try (var client = connect()) {
      client.request(1, 0, "POST", "a", "/");
      String piece = "x".repeat(PIECE_BYTES);
      for (int i = 0; i < StreamConnection.STREAM_WINDOW_BYTES / PIECE_BYTES; i++) {
        client.data(1, 0, piece);
      }
      // What the request's buffer took may come back; one byte more than the rest is too much.
      for (int i = 0; i < 2 + StreamConnection.STREAM_WINDOW_BYTES / PIECE_BYTES; i++) {
        client.data(1, 0, piece);
      }
      assertThat(client.answer(1).error()).isEqualTo((int) Http2Error.FLOW_CONTROL_ERROR.code());
    }
  }

  @Test
  void guest_waits_while_the_client_does_not_read() {
    var written = new AtomicLong();
    plane.on(
        "a",
        x -> {
          respond(x);
          byte[] piece = new byte[1000];
          for (int i = 0; i < 10_000; i++) {
            x.write(piece, 0, piece.length);
            written.addAndGet(piece.length);
          }
          x.finish(HeaderList.EMPTY);
        });

    try (var client = connect()) {
      client.get(1, "a", "/").get(3, "unknown", "/");
      int got = 0;
      boolean otherAnswered = false;
      // The window of 65,535 bytes is shared: 1,000 of them are for the other stream.
      while (!otherAnswered || got < 60_000) {
        Frame frame = client.read();
        if (frame.stream() == 1) {
          got += frame.type() == DATA ? frame.payload().length() : 0;
        } else {
          otherAnswered |= frame.type() == HEADERS;
        }
      }
      long before = written.get();
      assertThat(before).isLessThan(1_000_000);
      client.number(WINDOW_UPDATE, 0, 20_000_000).number(WINDOW_UPDATE, 1, 20_000_000);
      boolean ended = false;
      while (!ended) {
        Frame frame = client.read();
        got += frame.type() == DATA && frame.stream() == 1 ? frame.payload().length() : 0;
        ended = frame.stream() == 1 && frame.ends();
      }
      assertThat(got).isEqualTo(10_000_000);
    }
  }

  @Test
  void guest_learns_that_the_client_reset_its_stream() {
    var failure = new CompletableFuture<Throwable>();
    var reading = new CountDownLatch(1);
    plane.on(
        "a",
        x -> {
          try {
            reading.countDown();
            x.read(new byte[1], 0, 1);
          } catch (ClientGoneException e) {
            failure.complete(e);
            throw e;
          }
        });

    try (var client = connect()) {
      client.request(1, 0, "POST", "a", "/");
      reading.await();
      client.number(RST_STREAM, 1, (int) Http2Error.CANCEL.code());
      assertThat(failure.join()).hasMessageContaining("reset the stream");
      assertThat(client.get(3, "unknown", "/").answer(3).status()).isEqualTo("404");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    awaitStatus("a", 499);
  }

  @Test
  void guest_that_waits_for_a_window_learns_that_the_connection_broke() {
    var failure = new CompletableFuture<Throwable>();
    plane.on(
        "a",
        x -> {
          respond(x);
          try {
            while (true) {
              x.write(new byte[1000], 0, 1000);
            }
          } catch (ClientGoneException e) {
            failure.complete(e);
            throw e;
          }
        });

    try (var client = connect()) {
      client.request(1, 0, "POST", "a", "/");
      String piece = "x".repeat(PIECE_BYTES);
      for (int i = 0; i < StreamConnection.STREAM_WINDOW_BYTES / PIECE_BYTES; i++) {
        client.data(1, 0, piece);
      }
      assertThat(client.read().type()).isEqualTo(HEADERS);
    }
    assertThat(failure.join()).hasMessageContaining("clos");
  }

  @Test
  void response_that_fails_midway_resets_its_stream_after_what_was_written() {
    var seen = new CountDownLatch(1);
    plane.deploy(
        "a",
        x -> {
          try {
            respond(x);
            write(x, "half");
            seen.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          return TestPlane.failed(Fault.Kind.TRAPPED);
        });

    try (var client = connect()) {
      client.get(1, "a", "/");
      assertThat(client.read().type()).isEqualTo(HEADERS);
      assertThat(client.read().payload()).isEqualTo("half");
      seen.countDown();
      assertThat(client.answer(1).error()).isEqualTo((int) Http2Error.CANCEL.code());
    }
  }

  @Test
  void answer_before_the_end_of_a_large_body_stops_the_client_without_an_error() {
    plane.on("a", x -> answer(x, "enough"));

    try (var client = connect()) {
      client.request(1, 0, "POST", "a", "/");
      assertThat(client.answer(1).body()).isEqualTo("enough");
      String piece = "x".repeat(PIECE_BYTES);
      int sent = 0;
      while (sent <= Carrier.HIGHEST_DISCARDED_BYTES) {
        int room = StreamConnection.STREAM_WINDOW_BYTES / 2;
        for (int i = 0; i < room / PIECE_BYTES; i++) {
          client.data(1, 0, piece);
        }
        sent += room;
      }
      Frame reset = client.read();
      assertThat(reset.type()).isEqualTo(RST_STREAM);
      assertThat(reset.number(0)).isEqualTo(NO_ERROR);
      // What was under way then may be told that its stream is closed.
      client.ignore(1);
      assertThat(client.get(3, "a", "/").answer(3).body()).isEqualTo("enough");
    }
  }

  @Test
  void too_many_streams_at_once_are_refused() {
    var go = new CountDownLatch(1);
    plane.on(
        "a",
        x -> {
          go.await();
          answer(x, "hello");
        });

    try (var client = connect()) {
      for (int i = 0; i < StreamConnection.MOST_STREAMS; i++) {
        client.get(2 * i + 1, "a", "/");
      }
      int surplus = 2 * StreamConnection.MOST_STREAMS + 1;
      client.get(surplus, "a", "/");
      Frame refused = client.read();
      assertThat(refused.stream()).isEqualTo(surplus);
      assertThat(refused.number(0)).isEqualTo((int) Http2Error.REFUSED_STREAM.code());
      go.countDown();
    }
  }

  @Test
  void rapid_resets_end_the_connection() {
    var begun = new AtomicInteger();
    plane.on(
        "a",
        x -> {
          begun.incrementAndGet();
          answer(x, "hello");
        });

    try (var client = connect()) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  client.get(2 * i + 1, "a", "/").number(RST_STREAM, 2 * i + 1, 8);
                }
              })
          .hasRootCauseInstanceOf(IOException.class);
    }
    assertThat(begun).hasValueLessThan(2 * StreamConnection.MOST_RESETS);
  }

  @Test
  void stream_that_is_cut_with_its_body_unread_does_not_keep_its_connection() {
    String piece = "x".repeat(PIECE_BYTES);
    try (var patient =
            TestPlane.start(
                settings(TestPlane.SOON, Duration.ofSeconds(30), Duration.ofSeconds(30)));
        var client = RawStreams.connect(patient.address())) {
      var sent = new CountDownLatch(1);
      patient.deploy(
          "a",
          x -> {
            try {
              respond(x);
              write(x, "half");
              sent.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            return TestPlane.failed(Fault.Kind.TRAPPED);
          });
      client.request(1, 0, "POST", "a", "/");
      for (int i = 0; i < StreamConnection.STREAM_WINDOW_BYTES / PIECE_BYTES; i++) {
        client.data(1, 0, piece);
      }
      assertThat(client.read().type()).isEqualTo(HEADERS);
      assertThat(client.read().payload()).isEqualTo("half");
      sent.countDown();

      assertThat(client.read().type()).isEqualTo(RST_STREAM);
      assertThat(client.goodbye()).isEqualTo(NO_ERROR);
      client.end();
    }
  }

  @Test
  void clients_that_may_not_send_since_other_guests_do_not_read_are_not_taken_for_slow()
      throws Exception {
    var read = new CountDownLatch(1);
    String piece = "x".repeat(PIECE_BYTES);
    // Time itself is what is waited for here: enough for a client on a busy machine.
    Duration patience = Duration.ofSeconds(2);
    int stalled = StreamConnection.CONNECTION_WINDOW_BYTES / StreamConnection.STREAM_WINDOW_BYTES;
    try (var impatient =
            TestPlane.start(settings(Duration.ofSeconds(30), patience, Duration.ofSeconds(30)));
        var client = RawStreams.connect(impatient.address())) {
      impatient.on(
          "busy",
          x -> {
            read.await();
            answer(x, readAll(x).length() + " bytes");
          });
      impatient.on("a", x -> answer(x, readAll(x)));
      for (int stream = 0; stream < stalled; stream++) {
        client.request(2 * stream + 1, 0, "POST", "busy", "/");
        for (int i = 0; i < StreamConnection.STREAM_WINDOW_BYTES / PIECE_BYTES; i++) {
          client.data(2 * stream + 1, 0, piece);
        }
      }
      int last = 2 * stalled + 1;
      client.request(last, 0, "POST", "a", "/");
      Thread.sleep(patience.multipliedBy(2));
      read.countDown();
      for (int stream = 0; stream < stalled; stream++) {
        client.data(2 * stream + 1, END_STREAM, "");
      }
      // Before that the client may not send.
      for (int answered = 0; answered < stalled; ) {
        Frame frame = client.read();
        if (frame.type() == HEADERS) {
          assertThat(client.fields(frame).status()).hasToString("200");
        }
        answered += frame.ends() ? 1 : 0;
      }
      client.data(last, END_STREAM, "late");

      assertThat(client.answer(last).body()).isEqualTo("late");
    }
  }

  @Test
  void guest_that_reads_its_body_after_its_answer_does_not_wait_for_what_is_discarded() {
    var failure = new CompletableFuture<Throwable>();
    plane.on(
        "a",
        x -> {
          answer(x, "done");
          try {
            x.read(new byte[1], 0, 1);
          } catch (ClientGoneException e) {
            failure.complete(e);
            throw e;
          }
        });

    try (var client = connect()) {
      client.request(1, 0, "POST", "a", "/");
      assertThat(client.answer(1).body()).isEqualTo("done");
      assertThat(failure.join()).hasMessageContaining("The response is whole");
      assertThat(client.get(3, "unknown", "/").answer(3).status()).isEqualTo("404");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 205})
  void answer_that_never_has_a_body_has_no_length(int status) {
    plane.on(
        "a",
        x -> {
          x.respond(new ResponseHead(status, fields("content-length", "5")));
          x.finish(HeaderList.EMPTY);
        });

    try (var client = connect()) {
      Answer answer = client.get(1, "a", "/").answer(1);
      assertThat(answer.status()).isEqualTo(Integer.toString(status));
      assertThat(answer.head().contains("content-length")).isFalse();
    }
  }

  @Test
  void resets_that_the_client_brings_about_end_the_connection() {
    var begun = new AtomicInteger();
    plane.on(
        "a",
        x -> {
          begun.incrementAndGet();
          x.read(new byte[1], 0, 1);
        });

    try (var client = connect()) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  // A window that widens by nothing is an error of its stream (CVE-2025-8671).
                  client
                      .request(2 * i + 1, 0, "POST", "a", "/")
                      .number(WINDOW_UPDATE, 2 * i + 1, 0);
                }
              })
          .hasRootCauseInstanceOf(IOException.class);
    }
    assertThat(begun).hasValueLessThan(2 * StreamConnection.MOST_RESETS);
  }

  @Test
  void floods_end_the_connection() {
    // Many small pieces of a head that never ends (CVE-2024-27316 and its kin).
    try (var client = connect()) {
      byte[] block = client.block(1, RawStreams.head("GET", "a", "/"));
      client.send(HEADERS, END_STREAM, 1, block);
      for (int i = 0; i < 20; i++) {
        client.send(RawStreams.CONTINUATION, 0, 1);
      }
      assertThat(client.goodbye()).isEqualTo(CALM);
      client.end();
    }
    // Empty pieces of a body.
    plane.on("a", x -> answer(x, readAll(x)));
    try (var client = connect()) {
      client.request(1, 0, "POST", "a", "/");
      for (int i = 0; i < 10; i++) {
        client.data(1, 0, "");
      }
      assertThat(client.goodbye()).isEqualTo(CALM);
      client.end();
    }
    // A head that is far too large.
    try (var client = connect()) {
      byte[] piece = client.block(1, RawStreams.head("GET", "a", "/", "x", "y".repeat(16_000)));
      client.send(HEADERS, END_STREAM, 1, piece);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  client.send(RawStreams.CONTINUATION, 0, 1, new byte[16_000]);
                }
              })
          .hasRootCauseInstanceOf(IOException.class);
    }
    // Settings whose acknowledgements nobody takes.
    try (var client = connect()) {
      assertThatThrownBy(
              () -> {
                while (true) {
                  client.send(RawStreams.SETTINGS, 0, 0);
                }
              })
          .hasRootCauseInstanceOf(IOException.class);
    }
    // Pings whose answers nobody takes.
    try (var client = connect()) {
      assertThatThrownBy(
              () -> {
                while (true) {
                  client.send(RawStreams.PING, 0, 0, new byte[8]);
                }
              })
          .hasRootCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void idle_connection_is_closed_with_a_goodbye() {
    try (var patient =
            TestPlane.start(
                settings(TestPlane.SOON, Duration.ofSeconds(30), Duration.ofSeconds(30)));
        var client = RawStreams.connect(patient.address())) {
      assertThat(client.goodbye()).isEqualTo(NO_ERROR);
      client.end();
    }
  }

  @Test
  void client_that_sends_nothing_of_its_body_is_told_so() {
    try (var impatient =
            TestPlane.start(
                settings(Duration.ofSeconds(30), TestPlane.SOON, Duration.ofSeconds(30)));
        var client = RawStreams.connect(impatient.address())) {
      impatient.on("a", x -> answer(x, readAll(x)));
      Answer answer = client.request(1, 0, "POST", "a", "/").answer(1);
      assertThat(answer.status()).isEqualTo("408");
      assertThat(client.read().type()).isEqualTo(RST_STREAM);
    }
  }

  @Test
  void client_that_opens_no_window_loses_its_stream_and_no_other() {
    try (var impatient =
            TestPlane.start(
                settings(Duration.ofSeconds(30), Duration.ofSeconds(30), TestPlane.SOON));
        var client = RawStreams.connect(impatient.address(), RawStreams.INITIAL_WINDOW_SIZE, 10)) {
      impatient.on("a", x -> answer(x, "more than ten bytes"));
      client.get(1, "a", "/");
      assertThat(client.read().type()).isEqualTo(HEADERS);
      assertThat(client.read().payload()).hasSize(10);
      Frame reset = client.read();
      assertThat(reset.type()).isEqualTo(RST_STREAM);
      assertThat(reset.number(0)).isEqualTo((int) Http2Error.CANCEL.code());
      assertThat(client.get(3, "unknown", "/").read().type()).isEqualTo(HEADERS);
    }
  }

  @Test
  void client_that_opens_no_window_of_its_connection_loses_its_streams() {
    try (var impatient =
            TestPlane.start(
                settings(Duration.ofSeconds(30), Duration.ofSeconds(30), TestPlane.SOON));
        var client =
            RawStreams.connect(impatient.address(), RawStreams.INITIAL_WINDOW_SIZE, 1 << 20)) {
      impatient.on("a", x -> answer(x, "x".repeat(200_000)));
      client.get(1, "a", "/").get(3, "a", "/");
      Set<Integer> reset = new HashSet<>();
      int got = 0;
      while (reset.size() < 2) {
        Frame frame = client.read();
        got += frame.type() == DATA ? frame.payload().length() : 0;
        if (frame.type() == RST_STREAM) {
          assertThat(frame.number(0)).isEqualTo((int) Http2Error.CANCEL.code());
          reset.add(frame.stream());
        }
      }
      assertThat(got).isEqualTo(65_535);
    }
  }

  @Test
  void head_that_never_ends_ends_the_connection() {
    try (var patient =
            TestPlane.start(
                settings(TestPlane.SOON, Duration.ofSeconds(30), Duration.ofSeconds(30)));
        var client = RawStreams.connect(patient.address())) {
      client.send(HEADERS, END_STREAM, 1, client.block(1, RawStreams.head("GET", "a", "/")));
      client.end();
    }
  }

  @Test
  void stopping_plane_says_goodbye_and_finishes_what_it_has_begun() throws Exception {
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    plane.on(
        "a",
        x -> {
          begun.countDown();
          go.await();
          answer(x, "hello");
        });

    try (var client = connect();
        var idle = connect()) {
      client.get(1, "a", "/");
      begun.await();
      var closed = CompletableFuture.runAsync(plane::close);
      assertThat(client.goodbye()).isEqualTo(NO_ERROR);
      assertThat(idle.goodbye()).isEqualTo(NO_ERROR);
      idle.end();
      go.countDown();
      assertThat(client.answer(1).body()).isEqualTo("hello");
      client.end();
      closed.join();
    }
  }

  /** Awaits the record of a host's only or first request: it is kept after the response. */
  private void awaitStatus(String host, int status) {
    await()
        .untilAsserted(
            () ->
                assertThat(plane.requests(host))
                    .first()
                    .extracting(RequestRecord::status)
                    .isEqualTo(status));
  }

  private static DataPlaneSettings settings(Duration idle, Duration body, Duration write) {
    DataPlaneSettings its = TestPlane.SETTINGS;
    return new DataPlaneSettings(
        its.bind(),
        its.uriBytes(),
        its.headerBytes(),
        idle,
        its.headTimeout(),
        body,
        write,
        its.drainTimeout(),
        its.maxConnections());
  }
}
