package dev.verge.gateway.http;

import static dev.verge.gateway.http.TestPlane.SOON;
import static dev.verge.gateway.http.TestPlane.answer;
import static dev.verge.gateway.http.TestPlane.readAll;
import static dev.verge.gateway.http.TestPlane.respond;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.verge.isolate.exchange.ClientGoneException;
import dev.verge.isolate.exchange.HeaderList;
import io.netty.channel.epoll.Epoll;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Clients that are too slow; each test shortens one timeout and leaves the others long. */
class TimeoutTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  /** For what must not run out while a busy machine does something else. */
  private static final Duration AMPLE = Duration.ofSeconds(3);

  private static TestPlane plane(Duration idle, Duration head, Duration body, Duration write) {
    var d = TestPlane.SETTINGS;
    return TestPlane.start(
        new DataPlaneSettings(
            d.bind(),
            d.uriBytes(),
            d.headerBytes(),
            idle,
            head,
            body,
            write,
            Duration.ZERO,
            d.maxConnections()));
  }

  @Test
  void silent_connection_is_closed() {
    try (var plane = plane(SOON, LONG, LONG, LONG);
        var client = plane.connect()) {
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void idle_connection_is_closed_after_its_last_response() {
    try (var plane = plane(AMPLE, LONG, LONG, LONG).on("a", x -> answer(x, "ok"));
        var client = plane.connect()) {
      assertThat(client.get("a", "/").body()).isEqualTo("ok");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void busy_connection_is_not_idle() {
    var go = new CountDownLatch(1);
    try (var plane =
            plane(AMPLE, AMPLE, AMPLE, AMPLE)
                .on(
                    "a",
                    x -> {
                      go.await();
                      answer(x, "late");
                    });
        var idle = plane.connect();
        var client = plane.connect()) {
      client.send("GET / HTTP/1.1\nHost: a\n\n");
      // The idle neighbour, opened before, has outlived its time when it is closed.
      assertThat(idle.rest()).isEmpty();
      go.countDown();
      assertThat(client.response().body()).isEqualTo("late");
    }
  }

  @Test
  void slow_head_is_answered_with_408() {
    try (var plane = plane(LONG, SOON, LONG, LONG);
        var client = plane.connect()) {
      client.send("GET / HTTP/1.1\nHo");
      var response = client.response();
      assertThat(response.status()).isEqualTo(408);
      assertThat(response.header("connection")).isEqualTo("close");
      assertThat(response.body()).contains("urn:verge:problem:request-timeout");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void slow_head_behind_another_request_is_answered_with_408() {
    try (var plane = plane(LONG, SOON, LONG, LONG).on("a", x -> answer(x, "ok"));
        var client = plane.connect()) {
      client.send("GET / HTTP/1.1\nHost: a\n\nGET /slow");
      assertThat(client.response().body()).isEqualTo("ok");
      assertThat(client.response().status()).isEqualTo(408);
    }
  }

  @Test
  void trickling_head_is_not_progress() throws Exception {
    try (var plane = plane(LONG, SOON, LONG, LONG);
        var client = plane.connect()) {
      client.send("GET / HTTP/1.1\n");
      var trickle =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (true) {
                        client.send("X: y\n");
                        Thread.sleep(SOON.dividedBy(10));
                      }
                    } catch (InterruptedException | UncheckedIOException e) {
                      // The test is over, or the server has closed.
                    }
                  });
      assertThat(client.response().status()).isEqualTo(408);
      trickle.interrupt();
      trickle.join();
    }
  }

  @Test
  void body_that_stands_still_is_answered_with_408() {
    var gone = new CompletableFuture<Throwable>();
    try (var plane =
            plane(LONG, LONG, SOON, LONG)
                .on(
                    "a",
                    x -> {
                      try {
                        readAll(x);
                      } catch (ClientGoneException e) {
                        gone.complete(e);
                        throw e;
                      }
                    });
        var client = plane.connect()) {
      client.send("POST / HTTP/1.1\nHost: a\nContent-Length: 10\n\nhalf");
      var response = client.response();
      assertThat(response.status()).isEqualTo(408);
      assertThat(response.header("connection")).isEqualTo("close");
      assertThat(client.rest()).isEmpty();
      assertThat(gone).isCompleted();
    }
  }

  @Test
  void body_that_the_guest_never_reads_and_that_stands_still_ends_the_connection() {
    try (var plane = plane(LONG, LONG, AMPLE, LONG).on("a", x -> answer(x, "ok"));
        var client = plane.connect()) {
      client.send("POST / HTTP/1.1\nHost: a\nContent-Length: 10\n\nhalf");
      assertThat(client.response().body()).isEqualTo("ok");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void body_may_take_long_when_it_moves() {
    try (var plane = plane(LONG, LONG, AMPLE, LONG).on("a", x -> answer(x, readAll(x)));
        var client = plane.connect()) {
      client.send("POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n");
      for (int i = 0; i < 6; i++) {
        client.send("1\nx\n");
        await().pollDelay(AMPLE.dividedBy(4)).until(() -> true);
      }
      client.send("0\n\n");
      assertThat(client.response().body()).isEqualTo("xxxxxx");
    }
  }

  @Test
  void guest_that_is_slow_to_read_is_not_the_clients_fault() {
    var go = new CountDownLatch(1);
    try (var plane =
            plane(LONG, LONG, AMPLE, LONG)
                .on(
                    "a",
                    x -> {
                      go.await();
                      answer(x, Integer.toString(readAll(x).length()));
                    });
        var client = plane.connect();
        var other = plane.connect()) {
      client.send("POST / HTTP/1.1\nHost: a\nContent-Length: 200000\n\n");
      client.send(new byte[150_000]);
      // Another connection's body has stood still for long enough when it is told so.
      other.send("POST / HTTP/1.1\nHost: unknown\nContent-Length: 10\n\n");
      assertThat(other.response().status()).isEqualTo(404);
      assertThat(other.rest()).isEmpty();
      go.countDown();
      client.send(new byte[50_000]);
      assertThat(client.response().body()).isEqualTo("200000");
    }
  }

  @Test
  void client_that_does_not_read_is_cut() {
    var gone = new CompletableFuture<ClientGoneException>();
    try (var plane =
            plane(LONG, LONG, LONG, SOON)
                .on(
                    "a",
                    x -> {
                      respond(x);
                      byte[] piece = new byte[64 << 10];
                      try {
                        while (true) {
                          x.write(piece, 0, piece.length);
                        }
                      } catch (ClientGoneException e) {
                        gone.complete(e);
                        throw e;
                      }
                    });
        var client = plane.connect()) {
      client.send("GET / HTTP/1.1\nHost: a\n\n");
      assertThat(gone.join()).hasMessageContaining("took nothing of the response");
    }
  }

  @Test
  void client_that_reads_slowly_is_served_to_the_end() {
    assumeTrue(Epoll.isAvailable(), "Only epoll bounds what the kernel holds");
    int size = 8 << 20;
    try (var plane =
            plane(LONG, LONG, LONG, AMPLE)
                .on(
                    "a",
                    x -> {
                      respond(x, "Content-Length", Integer.toString(size));
                      x.write(new byte[size], 0, size);
                      x.finish(HeaderList.EMPTY);
                    });
        var client = RawClient.connect(plane.address(), 256 << 10)) {
      client.send("GET / HTTP/1.1\nHost: a\n\n").head();
      for (int i = 0; i < 16; i++) {
        client.bytes(size / 16);
        await().pollDelay(AMPLE.dividedBy(12)).until(() -> true);
      }
      assertThat(client.available()).isZero();
    }
  }
}
