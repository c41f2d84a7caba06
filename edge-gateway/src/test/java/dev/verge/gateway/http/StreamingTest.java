package dev.verge.gateway.http;

import static dev.verge.gateway.http.TestPlane.answer;
import static dev.verge.gateway.http.TestPlane.respond;
import static dev.verge.gateway.http.TestPlane.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.exchange.ClientGoneException;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.HeaderList;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies larger than any buffer. */
class StreamingTest {
  /** More than all buffers between two sockets on loopback hold. */
  private static final int LARGE_BYTES = 64 << 20;

  private static final int PIECE_BYTES = 64 << 10;

  private final TestPlane plane = TestPlane.start();

  @AfterEach
  void stop() {
    plane.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void large_request_body_arrives_unchanged(boolean chunked) throws Exception {
    plane.on(
        "a",
        x -> {
          var sum = new CRC32();
          byte[] piece = new byte[3000];
          for (int n = x.read(piece, 0, 3000); n >= 0; n = x.read(piece, 0, 3000)) {
            sum.update(piece, 0, n);
          }
          answer(x, Long.toString(sum.getValue()));
        });
    var sum = new CRC32();

    try (var client = plane.connect()) {
      client.send(
          "POST / HTTP/1.1\nHost: a\n%s\n\n"
              .formatted(chunked ? "Transfer-Encoding: chunked" : "Content-Length: 8000000"));
      for (int i = 0; i < 1000; i++) {
        byte[] piece = new byte[8000];
        Arrays.fill(piece, (byte) i);
        sum.update(piece);
        if (chunked) {
          client.send("1f40\n").send(piece).send("\n");
        } else {
          client.send(piece);
        }
      }
      if (chunked) {
        client.send("0\n\n");
      }
      assertThat(client.response().body()).isEqualTo(Long.toString(sum.getValue()));
      assertThat(client.get("unknown", "/").status()).isEqualTo(404);
    }
  }

  @Test
  void client_may_end_its_output_long_before_a_slow_guest_has_read_it() throws Exception {
    var go = new CountDownLatch(1);
    plane.on(
        "a",
        x -> {
          go.await();
          answer(x, Integer.toString(TestPlane.readAll(x).length()));
        });

    try (var client = plane.connect();
        var other = plane.connect()) {
      client
          .send("POST / HTTP/1.1\nHost: a\nContent-Length: 1000000\n\n")
          .send(new byte[1_000_000])
          .shutOutput();
      other.get("unknown", "/");
      go.countDown();
      assertThat(client.response().body()).isEqualTo("1000000");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void many_tiny_chunks_arrive() {
    plane.on("a", x -> answer(x, Integer.toString(TestPlane.readAll(x).length())));

    try (var client = plane.connect()) {
      client.send("POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n");
      client.send("1\nx\n".repeat(200_000) + "0\n\n");
      assertThat(client.response().body()).isEqualTo("200000");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1 << 10, PIECE_BYTES})
  void client_waits_while_the_guest_does_not_read(int pieceBytes) {
    var go = new CountDownLatch(1);
    var read = new AtomicLong();
    plane.on(
        "a",
        x -> {
          go.await();
          byte[] piece = new byte[PIECE_BYTES];
          for (int n = x.read(piece, 0, PIECE_BYTES); n >= 0; n = x.read(piece, 0, PIECE_BYTES)) {
            read.addAndGet(n);
          }
          answer(x, read.toString());
        });
    var sent = new AtomicLong();

    try (var client = plane.connect()) {
      client.send("POST / HTTP/1.1\nHost: a\nContent-Length: " + LARGE_BYTES + "\n\n");
      Thread sender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < LARGE_BYTES / pieceBytes; i++) {
                      client.send(new byte[pieceBytes]);
                      sent.addAndGet(pieceBytes);
                    }
                  });
      awaitStandstill(sent);
      assertThat(sent.get()).isLessThan(LARGE_BYTES);
      assertThat(sender.isAlive()).isTrue();
      go.countDown();
      assertThat(client.response().body()).isEqualTo(Integer.toString(LARGE_BYTES));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void guest_waits_while_the_client_does_not_read(boolean declared) {
    var written = new AtomicLong();
    plane.on(
        "a",
        x -> {
          if (declared) {
            respond(x, "Content-Length", Integer.toString(LARGE_BYTES));
          } else {
            respond(x);
          }
          byte[] piece = new byte[PIECE_BYTES];
          Arrays.fill(piece, (byte) 'x');
          for (int i = 0; i < LARGE_BYTES / PIECE_BYTES; i++) {
            x.write(piece, 0, PIECE_BYTES);
            written.addAndGet(PIECE_BYTES);
          }
          x.finish(HeaderList.EMPTY);
        });

    try (var client = plane.connect()) {
      client.send("GET / HTTP/1.1\nHost: a\n\n");
      awaitStandstill(written);
      assertThat(written.get()).isLessThan(LARGE_BYTES);
      assertThat(client.response().body()).hasSize(LARGE_BYTES).matches("x*");
      assertThat(client.get("unknown", "/").status()).isEqualTo(404);
    }
  }

  @Test
  void pipelined_requests_wait_unread_while_one_is_served() {
    var go = new CountDownLatch(1);
    plane.on(
        "a",
        x -> {
          go.await();
          answer(x, "");
        });
    var sent = new AtomicLong();
    byte[] request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    try (var client = plane.connect()) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  for (int i = 0; i < LARGE_BYTES / request.length; i++) {
                    client.send(request);
                    sent.addAndGet(request.length);
                  }
                } catch (UncheckedIOException e) {
                  // The test has seen enough and closed the connection.
                }
              });
      awaitStandstill(sent);
      assertThat(sent.get()).isLessThan(LARGE_BYTES);
      go.countDown();
      for (int i = 0; i < 100; i++) {
        assertThat(client.response().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void echo_streams_both_ways_at_once() {
    plane.on(
        "a",
        x -> {
          respond(x);
          byte[] piece = new byte[1000];
          for (int n = x.read(piece, 0, 1000); n >= 0; n = x.read(piece, 0, 1000)) {
            x.write(piece, 0, n);
          }
          x.finish(HeaderList.EMPTY);
        });

    try (var client = plane.connect()) {
      client.send("POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n");
      client.head();
      for (int i = 0; i < 50; i++) {
        client.send("5\nping" + i % 10 + "\n");
        assertThat(client.bytes(10)).isEqualTo("5\r\nping" + i % 10 + "\r\n");
      }
      client.send("0\n\n");
      assertThat(client.bytes(5)).isEqualTo("0\r\n\r\n");
    }
  }

  @Test
  void waiting_guest_can_be_interrupted_while_it_reads() throws Exception {
    var guest = new CompletableFuture<Thread>();
    plane.on(
        "a",
        x -> {
          guest.complete(Thread.currentThread());
          x.read(new byte[1], 0, 1);
        });

    try (var client = plane.connect()) {
      client.send("POST / HTTP/1.1\nHost: a\nContent-Length: 1\n\n");
      guest.get().interrupt();
      assertThat(client.response().status()).isEqualTo(504);
    }
  }

  @Test
  void waiting_guest_can_be_interrupted_while_it_writes() throws Exception {
    var guest = new CompletableFuture<Thread>();
    var outcome = new CompletableFuture<Class<?>>();
    plane.on(
        "a",
        x -> {
          respond(x);
          guest.complete(Thread.currentThread());
          try {
            writeForEver(x);
          } catch (InterruptedException e) {
            outcome.complete(e.getClass());
            throw e;
          }
        });

    try (var client = plane.connect()) {
      client.send("GET / HTTP/1.1\nHost: a\n\n");
      await().until(() -> guest.get().getState() == Thread.State.WAITING);
      guest.get().interrupt();
      assertThat(outcome.get()).isEqualTo(InterruptedException.class);
    }
  }

  @Test
  void guest_that_writes_is_woken_when_the_client_goes() throws Exception {
    var outcome = new CompletableFuture<Throwable>();
    plane.on(
        "a",
        x -> {
          respond(x);
          try {
            writeForEver(x);
          } catch (ClientGoneException e) {
            outcome.complete(e);
            throw e;
          }
        });

    var client = plane.connect();
    client.send("GET / HTTP/1.1\nHost: a\n\n").head();
    client.close();

    assertThat(outcome.get()).isInstanceOf(ClientGoneException.class);
  }

  @Test
  void guest_that_reads_is_woken_when_the_client_goes() throws Exception {
    var outcome = new CompletableFuture<Throwable>();
    plane.on(
        "a",
        x -> {
          try {
            TestPlane.readAll(x);
          } catch (ClientGoneException e) {
            outcome.complete(e);
            throw e;
          }
        });

    var client = plane.connect();
    client.send("POST / HTTP/1.1\nHost: a\nContent-Length: 10\n\nhalf");
    client.reset();

    assertThat(outcome.get()).isInstanceOf(ClientGoneException.class);
  }

  @Test
  void guest_that_computes_meets_the_clients_going_at_its_next_call() throws Exception {
    var began = new CountDownLatch(1);
    var outcome = new CompletableFuture<Throwable>();
    plane.on(
        "a",
        x -> {
          began.countDown();
          await().until(() -> plane.registry().getSampleValue("verge_connections") == 0);
          assertThatThrownBy(() -> x.read(new byte[1], 0, 1))
              .isInstanceOf(ClientGoneException.class);
          try {
            respond(x);
          } catch (ClientGoneException e) {
            outcome.complete(e);
          }
          x.finish(HeaderList.EMPTY);
        });

    var client = plane.connect();
    client.send("POST / HTTP/1.1\nHost: a\nContent-Length: 1\n\n");
    began.await();
    client.reset();

    assertThat(outcome.get()).isInstanceOf(ClientGoneException.class);
  }

  @Test
  void client_that_has_ended_its_output_still_gets_its_response() {
    var go = new CountDownLatch(1);
    plane.on(
        "a",
        x -> {
          String body = TestPlane.readAll(x);
          go.await();
          respond(x);
          write(x, body);
          go.await();
          write(x, body);
          x.finish(HeaderList.EMPTY);
        });

    try (var client = plane.connect()) {
      client.send("POST / HTTP/1.1\nHost: a\nContent-Length: 4\n\nbody").shutOutput();
      go.countDown();
      assertThat(client.response().body()).isEqualTo("bodybody");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void client_that_ends_its_output_within_a_body_is_told() {
    plane.on("a", x -> answer(x, TestPlane.readAll(x)));

    try (var client = plane.connect()) {
      client.send("POST / HTTP/1.1\nHost: a\nContent-Length: 10\n\nhalf").shutOutput();
      var response = client.response();
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body()).contains("before the request's body was whole");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void body_that_the_guest_does_not_read_does_not_disturb_the_next_request() {
    plane.on("a", x -> answer(x, "not read"));

    try (var client = plane.connect()) {
      for (int i = 0; i < 3; i++) {
        client.send("POST / HTTP/1.1\nHost: a\nContent-Length: 100000\n\n");
        client.send("y".repeat(100_000));
        assertThat(client.response().body()).isEqualTo("not read");
        client.send("POST / HTTP/1.1\nHost: unknown\nContent-Length: 5\n\nhello");
        assertThat(client.response().status()).isEqualTo(404);
      }
    }
  }

  @Test
  void large_body_that_the_guest_does_not_read_ends_the_connection() {
    plane.on("a", x -> answer(x, "not read"));

    try (var client = plane.connect()) {
      client.send("POST / HTTP/1.1\nHost: a\nContent-Length: 1000000\n\n");
      assertThat(client.response().body()).isEqualTo("not read");
      client.send(new byte[300_000]);
      assertThat(client.rest()).isEmpty();
    }
  }

  private static void writeForEver(Exchange x) throws InterruptedException {
    byte[] piece = new byte[PIECE_BYTES];
    while (true) {
      x.write(piece, 0, PIECE_BYTES);
    }
  }

  /** Waits until a count has begun and does not move any more. */
  private static void awaitStandstill(AtomicLong count) {
    var seen = new AtomicLong();
    await()
        .pollInterval(TestPlane.SOON)
        .until(() -> count.get() > 0 && seen.getAndSet(count.get()) == count.get());
  }
}
