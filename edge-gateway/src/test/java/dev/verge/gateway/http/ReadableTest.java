package dev.verge.gateway.http;

import static dev.verge.gateway.http.TestPlane.answer;
import static dev.verge.gateway.http.TestPlane.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.exchange.ClientGoneException;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.ResponseHead;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Waiting for a request's body without reading it, and reading it beside a writer. */
class ReadableTest {
  private static final String POST = "POST / HTTP/1.1\nHost: a\nContent-Length: 4\n\n";

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
  void body_is_readable_when_a_byte_is_there_and_again_at_its_end() {
    var waiting = new CountDownLatch(1);
    plane.on(
        "a",
        x -> {
          CompletableFuture<Void> first = x.readable();
          assertThat(first).isNotDone();
          waiting.countDown();
          first.join();
          byte[] bytes = new byte[8];
          int read = x.read(bytes, 0, 8);
          x.readable().join();
          answer(x, read + readAll(x));
          assertThat(x.readable()).isCompleted();
        });

    client.send(POST);
    await(waiting);
    client.send("b");

    // The rest is sent when the guest has most likely waited for it.
    assertThat(client.send("ody").response().body()).matches("[1-4](ody|dy|y)?");
  }

  @Test
  void request_without_a_body_is_readable_at_once() {
    plane.on(
        "a",
        x -> {
          x.readable().join();
          answer(x, "[" + readAll(x) + "]");
        });

    assertThat(client.get("a", "/").body()).isEqualTo("[]");
  }

  @Test
  void body_that_breaks_off_is_readable_and_reading_it_tells() throws Exception {
    var waiting = new CountDownLatch(1);
    var told = new CompletableFuture<ClientGoneException>();
    plane.on(
        "a",
        x -> {
          CompletableFuture<Void> readable = x.readable();
          waiting.countDown();
          readable.join();
          try {
            x.read(new byte[1], 0, 1);
          } catch (ClientGoneException e) {
            told.complete(e);
            throw e;
          }
        });

    client.send(POST);
    await(waiting);
    client.reset();

    assertThat(told.get()).hasMessageContaining("closed");
  }

  @Test
  void client_that_holds_its_body_back_is_asked_for_it() {
    plane.on(
        "a",
        x -> {
          x.readable().join();
          answer(x, readAll(x));
        });

    client.send(POST.replace("\n\n", "\nExpect: 100-continue\n\n"));

    assertThat(client.head()).containsExactly("HTTP/1.1 100 Continue");
    assertThat(client.send("body").response().body()).isEqualTo("body");
  }

  @Test
  void waiting_that_was_given_up_does_not_end_the_next_one() {
    plane.on(
        "a",
        x -> {
          CompletableFuture<Void> given = x.readable().orTimeout(1, TimeUnit.MILLISECONDS);
          given.handle((_, _) -> "").join();
          CompletableFuture<Void> next = x.readable();
          x.inform(103, HeaderList.EMPTY);
          next.join();
          answer(x, readAll(x));
        });

    client.send(POST).head();

    assertThat(client.send("body").response().body()).isEqualTo("body");
  }

  @Test
  void what_waits_for_the_body_does_not_hold_up_the_event_loop() {
    var waiting = new CountDownLatch(1);
    plane.on(
        "a",
        x -> {
          var blocked = new CountDownLatch(1);
          // If this ran where the rest of the body has to be received, nobody would be answered.
          CompletableFuture<Boolean> then = x.readable().thenApply(_ -> await(blocked));
          waiting.countDown();
          String all = readAll(x);
          blocked.countDown();
          answer(x, all + then.join());
        });

    client.send(POST);
    await(waiting);
    client.send("bo").send("dy");

    assertThat(client.response().body()).isEqualTo("bodytrue");
  }

  @Test
  void one_thread_reads_while_another_writes() throws Exception {
    plane.on(
        "a",
        x -> {
          x.respond(new ResponseHead(200, HeaderList.EMPTY));
          var sum = new CRC32();
          Thread reader =
              Thread.startVirtualThread(
                  () -> {
                    try {
                      byte[] piece = new byte[3000];
                      for (int n = x.read(piece, 0, 3000); n >= 0; n = x.read(piece, 0, 3000)) {
                        sum.update(piece, 0, n);
                      }
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
          byte[] piece = new byte[8000];
          Arrays.fill(piece, (byte) 'w');
          for (int i = 0; i < 500; i++) {
            x.write(piece, 0, piece.length);
          }
          reader.join();
          TestPlane.write(x, Long.toString(sum.getValue()));
          x.finish(HeaderList.EMPTY);
        });
    var sum = new CRC32();
    byte[] piece = new byte[8000];
    Arrays.fill(piece, (byte) 'r');

    client.send("POST / HTTP/1.1\nHost: a\nContent-Length: 4000000\n\n");
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 500; i++) {
                sum.update(piece);
                client.send(piece);
              }
            });
    String body = client.response().body();
    sent.join();

    assertThat(body).startsWith("w".repeat(4_000_000)).endsWith("w" + sum.getValue());
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
