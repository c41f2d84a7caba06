package dev.verge.gateway.http;

import static dev.verge.gateway.http.TestPlane.answer;
import static dev.verge.gateway.http.TestPlane.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.ResponseHead;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code Expect} (RFC 9110, section 10.1.1). */
class ExpectationTest {
  private static final String HEAD =
      "POST / HTTP/1.1\nHost: a\nContent-Length: 4\nExpect: 100-continue\n\n";

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
  void continue_is_sent_when_the_guest_reads_and_not_before() {
    var go = new CountDownLatch(1);
    plane.on(
        "a",
        x -> {
          go.await();
          answer(x, readAll(x) + x.request().headers().first("expect").isPresent());
        });

    for (int i = 0; i < 2; i++) {
      client.send(HEAD);
      if (i == 0) {
        // The second guest does not wait.
        assertThat(client.available()).isZero();
      }
      go.countDown();
      assertThat(client.head()).containsExactly("HTTP/1.1 100 Continue");
      client.send("body");
      assertThat(client.response().body()).isEqualTo("bodyfalse");
    }
  }

  @Test
  void continue_is_left_out_when_the_body_is_there_already() {
    var go = new CountDownLatch(1);
    plane.on(
        "a",
        x -> {
          go.await();
          answer(x, readAll(x));
        });

    client.send(HEAD + "body");
    try (var other = plane.connect()) {
      // One event loop or several: once this is answered the body has most likely been read; what
      // the client then sees is the final response, with or without a 100 before it.
      other.get("unknown", "/");
    }
    go.countDown();
    var response = client.response();
    if (response.status() == 100) {
      response = client.response();
    }
    assertThat(response.body()).isEqualTo("body");
  }

  @Test
  void guest_that_refuses_without_reading_is_not_sent_the_body() {
    plane.on(
        "a",
        x -> {
          x.respond(new ResponseHead(403, HeaderList.EMPTY));
          TestPlane.write(x, "no thanks");
          x.finish(HeaderList.EMPTY);
        });

    var response = client.send(HEAD).response();

    assertThat(response.status()).isEqualTo(403);
    assertThat(response.header("connection")).isEqualTo("close");
    assertThat(response.body()).isEqualTo("no thanks");
    client.send("body");
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void guest_that_accepts_before_it_reads_is_sent_the_body() {
    plane.on(
        "a",
        x -> {
          TestPlane.respond(x);
          TestPlane.write(x, readAll(x));
          x.finish(HeaderList.EMPTY);
        });

    for (int i = 0; i < 2; i++) {
      client.send(HEAD);
      assertThat(client.head()).containsExactly("HTTP/1.1 100 Continue");
      client.send("body");
      assertThat(client.response().body()).isEqualTo("body");
    }
  }

  @Test
  void unknown_host_is_told_without_asking_for_the_body() {
    var response = client.send(HEAD.replace("Host: a", "Host: unknown")).response();

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.header("connection")).isEqualTo("close");
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void other_expectations_are_refused() {
    plane.on("a", x -> answer(x, "unmet"));

    var response = client.send(HEAD.replace("100-continue", "200-ok")).response();

    assertThat(response.status()).isEqualTo(417);
    assertThat(response.body()).contains("urn:verge:problem:expectation-failed");
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void http_1_0_client_is_never_sent_a_continue() {
    plane.on("a", x -> answer(x, readAll(x)));

    client.send(HEAD.replace("HTTP/1.1", "HTTP/1.0") + "body");

    assertThat(client.response().body()).isEqualTo("body");
  }
}
