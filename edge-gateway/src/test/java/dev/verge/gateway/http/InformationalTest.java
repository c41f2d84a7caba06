package dev.verge.gateway.http;

import static dev.verge.gateway.http.TestPlane.answer;
import static dev.verge.gateway.http.TestPlane.fields;
import static dev.verge.gateway.http.TestPlane.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verge.isolate.exchange.ClientGoneException;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.ResponseHead;
import dev.verge.isolate.pool.Fault;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Informational responses (RFC 9110, section 15.2), such as Early Hints (RFC 8297). */
class InformationalTest {
  private static final String GET = "GET / HTTP/1.1\nHost: a\n\n";

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
  void early_hints_are_out_before_the_guest_answers() {
    var go = new CountDownLatch(1);
    plane.on(
        "a",
        x -> {
          x.inform(103, fields("Link", "</a.css>; rel=preload", "Link", "</b.js>; rel=preload"));
          go.await();
          answer(x, "page");
        });

    for (int i = 0; i < 2; i++) {
      client.send(GET);
      assertThat(client.head())
          .containsExactly(
              "HTTP/1.1 103 Early Hints",
              "Link: </a.css>; rel=preload",
              "Link: </b.js>; rel=preload");
      go.countDown();
      var response = client.response();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.all("link")).isEmpty();
      assertThat(response.body()).isEqualTo("page");
    }
  }

  @Test
  void several_come_in_their_order_without_what_belongs_to_one_connection() {
    plane.on(
        "a",
        x -> {
          x.inform(102, HeaderList.EMPTY);
          x.inform(
              103,
              fields("Connection", "x-hop", "x-hop", "1", "Content-Length", "5", "x-end", "2"));
          answer(x, "page");
        });

    client.send(GET);

    assertThat(client.head()).containsExactly("HTTP/1.1 102 Processing");
    assertThat(client.head()).containsExactly("HTTP/1.1 103 Early Hints", "x-end: 2");
    assertThat(client.response().body()).isEqualTo("page");
  }

  @Test
  void client_of_http_1_0_sees_the_response_only() {
    plane.on(
        "a",
        x -> {
          x.inform(103, fields("Link", "</a.css>"));
          answer(x, "page");
        });

    var response = client.send("GET / HTTP/1.0\nHost: a\n\n").response();

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("page");
  }

  @Test
  void failure_after_early_hints_is_told() {
    plane.deploy(
        "a",
        x -> {
          TestPlane.guest(exchange -> exchange.inform(103, HeaderList.EMPTY)).serve(x);
          return TestPlane.failed(Fault.Kind.TRAPPED);
        });

    client.send(GET);

    assertThat(client.head()).containsExactly("HTTP/1.1 103 Early Hints");
    assertThat(client.response().status()).isEqualTo(500);
  }

  @Test
  void body_is_asked_for_after_early_hints_and_before_the_response() {
    plane.on(
        "a",
        x -> {
          x.inform(103, HeaderList.EMPTY);
          answer(x, readAll(x));
        });

    client.send("POST / HTTP/1.1\nHost: a\nContent-Length: 4\nExpect: 100-continue\n\n");

    assertThat(client.head()).containsExactly("HTTP/1.1 103 Early Hints");
    assertThat(client.head()).containsExactly("HTTP/1.1 100 Continue");
    assertThat(client.send("body").response().body()).isEqualTo("body");
  }

  @Test
  void guest_that_informs_without_end_waits_for_its_client() throws Exception {
    var gone = new CompletableFuture<ClientGoneException>();
    plane.on(
        "a",
        x -> {
          HeaderList large = fields("x-large", "x".repeat(8000));
          try {
            while (true) {
              x.inform(103, large);
            }
          } catch (ClientGoneException e) {
            gone.complete(e);
            throw e;
          }
        });

    client.send(GET);
    assertThat(client.head()).contains("HTTP/1.1 103 Early Hints");
    client.reset();

    assertThat(gone.get()).hasMessageContaining("closed");
  }

  @Test
  void other_statuses_and_what_comes_late_are_refused() {
    plane.on(
        "a",
        x -> {
          for (int status : new int[] {100, 101, 200}) {
            assertThatThrownBy(() -> x.inform(status, HeaderList.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
          }
          x.respond(new ResponseHead(200, HeaderList.EMPTY));
          assertThatThrownBy(() -> x.inform(103, HeaderList.EMPTY))
              .isInstanceOf(IllegalStateException.class);
          TestPlane.write(x, "checked");
          x.finish(HeaderList.EMPTY);
        });

    assertThat(client.get("a", "/").body()).isEqualTo("checked");
  }
}
