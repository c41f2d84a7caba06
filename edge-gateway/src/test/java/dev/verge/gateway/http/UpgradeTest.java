package dev.verge.gateway.http;

import static dev.verge.gateway.http.TestPlane.answer;
import static dev.verge.gateway.http.TestPlane.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.exchange.ClientGoneException;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.ResponseHead;
import dev.verge.isolate.pool.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that change to another protocol (RFC 9110, section 7.8). */
class UpgradeTest {
  private static final String HEAD =
      """
      GET /chat HTTP/1.1
      Host: a
      Connection: keep-alive, Upgrade
      Upgrade: websocket
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Version: 13

      """;

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
  void guest_sees_what_is_asked_for() {
    plane.on(
        "a",
        x -> {
          HeaderList headers = x.request().headers();
          answer(
              x,
              String.join(
                  "|",
                  x.request().upgrade().orElse(""),
                  headers.first("upgrade").orElse(""),
                  headers.first("connection").orElse(""),
                  headers.first("sec-websocket-key").orElse("")));
        });

    assertThat(client.send(HEAD).response().body())
        .isEqualTo("websocket|websocket|keep-alive, Upgrade|dGhlIHNhbXBsZSBub25jZQ==");
    // Not accepted, so the connection still speaks HTTP.
    assertThat(client.get("a", "/").body()).isEqualTo("|||");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\nHost: a\nUpgrade: websocket\n\n",
        "GET / HTTP/1.1\nHost: a\nConnection: upgrade\n\n",
        "GET / HTTP/1.1\nHost: a\nConnection: upgrade\nUpgrade: \n\n",
        "GET / HTTP/1.1\nHost: a\nConnection: Upgrade, HTTP2-Settings\nUpgrade: h2c\nHTTP2-Settings: AAMAAABk\n\n",
        "POST / HTTP/1.1\nHost: a\nConnection: upgrade\nUpgrade: websocket\nContent-Length: 1\n\nx",
        "POST / HTTP/1.1\nHost: a\nConnection: upgrade\nUpgrade: websocket\nTransfer-Encoding: chunked\n\n0\n\n",
        "GET / HTTP/1.0\nHost: a\nConnection: upgrade\nUpgrade: websocket\n\n"
      })
  void request_that_cannot_be_upgraded_is_a_request_like_any_other(String request) {
    plane.on(
        "a",
        x -> {
          HeaderList headers = x.request().headers();
          assertThatThrownBy(() -> x.upgrade(HeaderList.EMPTY))
              .isInstanceOf(IllegalStateException.class);
          answer(
              x,
              "%s %s %s"
                  .formatted(
                      x.request().upgrade().isPresent(),
                      headers.first("upgrade").isPresent(),
                      headers.first("connection").isPresent()));
        });

    assertThat(client.send(request).response().body()).isEqualTo("false false false");
  }

  @Test
  void accepted_upgrade_is_a_tunnel_for_bytes() {
    plane.on("a", x -> echo(x, x.upgrade(fields("Sec-WebSocket-Accept", "yes"))));

    client.send(HEAD);

    assertThat(client.head())
        .startsWith("HTTP/1.1 101 Switching Protocols")
        .contains("Sec-WebSocket-Accept: yes", "connection: upgrade", "upgrade: websocket")
        .noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length"))
        .noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("transfer-encoding"));
    // Neither what looks like a request nor what is no text is read by anyone in between.
    for (String sent : new String[] {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\0\1\2", "\r\n"}) {
      client.sendRaw(sent);
      assertThat(client.bytes(sent.length())).isEqualTo(sent);
    }
    client.shutOutput();
    assertThat(client.rest()).isEmpty();
    await().until(this::upgradeWasCounted);
  }

  @Test
  void bytes_sent_right_behind_the_request_reach_the_tunnel() {
    var go = new CountDownLatch(1);
    plane.on(
        "a",
        x -> {
          go.await();
          echo(x, x.upgrade(HeaderList.EMPTY));
        });

    client.send(HEAD).sendRaw("early").shutOutput();
    try (var other = plane.connect()) {
      // When this is answered the early bytes have most likely been received.
      other.get("unknown", "/");
    }
    go.countDown();

    client.head();
    assertThat(client.rest()).isEqualTo("early");
  }

  @Test
  void early_hints_may_come_before() {
    plane.on(
        "a",
        x -> {
          x.inform(103, HeaderList.EMPTY);
          echo(x, x.upgrade(HeaderList.EMPTY));
        });

    client.send(HEAD);

    assertThat(client.head()).containsExactly("HTTP/1.1 103 Early Hints");
    assertThat(client.head()).contains("HTTP/1.1 101 Switching Protocols");
    assertThat(client.sendRaw("x").bytes(1)).isEqualTo("x");
  }

  @Test
  void guest_may_write_on_when_the_client_has_ended_its_output() {
    plane.on(
        "a",
        x -> {
          Exchange.Tunnel tunnel = x.upgrade(HeaderList.EMPTY);
          assertThat(tunnel.read(new byte[9], 0, 9)).isEqualTo(-1);
          write(tunnel, "still");
          write(tunnel, " here");
          x.finish(HeaderList.EMPTY);
        });

    client.send(HEAD).shutOutput();

    client.head();
    assertThat(client.rest()).isEqualTo("still here");
  }

  @Test
  void guest_that_finishes_ends_the_connection() {
    plane.on(
        "a",
        x -> {
          write(x.upgrade(HeaderList.EMPTY), "bye");
          x.finish(HeaderList.EMPTY);
        });

    client.send(HEAD).head();

    assertThat(client.rest()).isEqualTo("bye");
    client.shutOutput();
    await().until(() -> plane.registry().getSampleValue("verge_connections") == 0);
  }

  @Test
  void guest_that_fails_ends_the_connection() {
    plane.deploy(
        "a",
        x -> {
          TestPlane.guest(exchange -> write(exchange.upgrade(HeaderList.EMPTY), "so far")).serve(x);
          return TestPlane.failed(Fault.Kind.TRAPPED);
        });

    String all = client.send(HEAD).rest();

    // The head was out or it was not; in neither case does the tunnel stay.
    assertThat(all).containsAnyOf("101 Switching Protocols", "500 Internal Server Error");
  }

  @Test
  void client_that_breaks_the_connection_is_noticed_in_both_directions() throws Exception {
    var open = new CountDownLatch(1);
    var reading = new CompletableFuture<ClientGoneException>();
    plane.on(
        "a",
        x -> {
          Exchange.Tunnel tunnel = x.upgrade(HeaderList.EMPTY);
          open.countDown();
          assertThatThrownBy(() -> tunnel.read(new byte[1], 0, 1))
              .isInstanceOfSatisfying(ClientGoneException.class, reading::complete);
          write(tunnel, "x");
        });

    client.send(HEAD).head();
    open.await();
    client.reset();

    assertThat(reading.get()).hasMessageContaining("closed");
    await().until(this::upgradeWasCounted);
  }

  @Test
  void silent_tunnel_outlives_every_timeout_of_http() {
    var d = TestPlane.SETTINGS;
    var brief = Duration.ofSeconds(1);
    var settings =
        new DataPlaneSettings(
            d.bind(),
            d.uriBytes(),
            d.headerBytes(),
            brief,
            brief,
            brief,
            brief,
            d.drainTimeout(),
            d.maxConnections());
    try (var impatient = TestPlane.start(settings);
        var silent = impatient.connect()) {
      impatient.on("a", x -> echo(x, x.upgrade(HeaderList.EMPTY)));
      silent.send(HEAD).head();
      // Idle connections opened later than the tunnel went silent are cut, it is not.
      for (int i = 0; i < 3; i++) {
        try (var idle = impatient.connect()) {
          assertThat(idle.rest()).isEmpty();
        }
      }
      assertThat(silent.sendRaw("x").bytes(1)).isEqualTo("x");
    }
  }

  @Test
  void slow_client_holds_back_the_guest_and_a_slow_guest_the_client() throws Exception {
    var written = new AtomicLong();
    var read = new AtomicLong();
    var go = new CountDownLatch(1);
    int total = 64 << 20;
    plane.on(
        "a",
        x -> {
          Exchange.Tunnel tunnel = x.upgrade(HeaderList.EMPTY);
          Thread writer =
              Thread.startVirtualThread(
                  () -> {
                    byte[] piece = new byte[1 << 20];
                    try {
                      while (written.get() < total) {
                        tunnel.write(piece, 0, piece.length);
                        written.addAndGet(piece.length);
                      }
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
          go.await();
          byte[] piece = new byte[1 << 20];
          for (int n = tunnel.read(piece, 0, piece.length);
              n >= 0;
              n = tunnel.read(piece, 0, piece.length)) {
            read.addAndGet(n);
          }
          writer.join();
          x.finish(HeaderList.EMPTY);
        });

    client.send(HEAD).head();
    var sent = new AtomicLong();
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(
            () -> {
              byte[] piece = new byte[1 << 20];
              while (sent.get() < total) {
                client.send(piece);
                sent.addAndGet(piece.length);
              }
              client.shutOutput();
            });
    // Both come to a standstill with what the system's buffers hold.
    await()
        .during(200, TimeUnit.MILLISECONDS)
        .until(() -> sent.get() + written.get(), still -> still == sent.get() + written.get());
    assertThat(sent.get()).isLessThan(total);
    assertThat(written.get()).isLessThan(total);

    go.countDown();
    assertThat(client.rest()).hasSize(total);
    sending.join();
    assertThat(read.get()).isEqualTo(total);
  }

  @Test
  void stop_ends_tunnels_and_tells_their_guests() throws Exception {
    var open = new CountDownLatch(1);
    var told = new CompletableFuture<ClientGoneException>();
    plane.on(
        "a",
        x -> {
          Exchange.Tunnel tunnel = x.upgrade(HeaderList.EMPTY);
          open.countDown();
          try {
            tunnel.read(new byte[1], 0, 1);
          } catch (ClientGoneException e) {
            told.complete(e);
            throw e;
          }
        });
    client.send(HEAD).head();
    open.await();

    Thread closing = Thread.ofVirtual().start(plane::close);

    assertThat(client.rest()).isEmpty();
    assertThat(told.get()).hasMessageContaining("stopping");
    client.close();
    closing.join();
  }

  @Test
  void upgrade_is_accepted_once_and_before_a_response() {
    plane.on(
        "a",
        x -> {
          x.respond(new ResponseHead(200, HeaderList.EMPTY));
          assertThatThrownBy(() -> x.upgrade(HeaderList.EMPTY))
              .isInstanceOf(IllegalStateException.class);
          TestPlane.write(x, "no");
          x.finish(HeaderList.EMPTY);
        });
    assertThat(client.send(HEAD).response().body()).isEqualTo("no");

    plane.on(
        "a",
        x -> {
          Exchange.Tunnel tunnel = x.upgrade(HeaderList.EMPTY);
          assertThatThrownBy(() -> x.respond(new ResponseHead(200, HeaderList.EMPTY)))
              .isInstanceOf(IllegalStateException.class);
          echo(x, tunnel);
        });
    client.send(HEAD).head();
    assertThat(client.sendRaw("x").bytes(1)).isEqualTo("x");
  }

  private boolean upgradeWasCounted() {
    Double value =
        plane
            .registry()
            .getSampleValue(
                "verge_requests_total",
                new String[] {"tenant", "function", "status", "isolate", "role"},
                new String[] {"demo", "a", "101", "none", "active"});
    return value != null && value == 1;
  }

  private static void write(Exchange.Tunnel tunnel, String text) throws InterruptedException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    tunnel.write(bytes, 0, bytes.length);
  }

  private static void echo(Exchange exchange, Exchange.Tunnel tunnel) throws InterruptedException {
    byte[] piece = new byte[1000];
    for (int n = tunnel.read(piece, 0, 1000); n >= 0; n = tunnel.read(piece, 0, 1000)) {
      tunnel.write(piece, 0, n);
    }
    exchange.finish(HeaderList.EMPTY);
  }
}
