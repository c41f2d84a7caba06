package dev.verge.isolate.platform.backends;

import static dev.verge.isolate.platform.backends.TestBackends.at;
import static dev.verge.isolate.platform.backends.TestBackends.get;
import static dev.verge.isolate.platform.backends.TestBackends.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.platform.body.BrokenBodyException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections that change from HTTP to something else. */
final class OriginsUpgradeTest {
  private static final String SWITCHING =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nx-a: 1\r\n\r\n";

  private final Origins origins = Origins.start(false);

  @AfterEach
  void close() {
    origins.close();
  }

  @Test
  void anAcceptedUpgradeIsATunnel() throws Exception {
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              peer.send(SWITCHING + "first");
              assertThat(peer.read(4)).isEqualTo("ping");
              peer.send("pong");
            })) {
      OriginReply reply =
          origins
              .upgrade(at(origin.port()), get("http://a/ws", "sec-websocket-key", "k"), "websocket")
              .join();

      assertThat(reply).isInstanceOf(OriginReply.Upgraded.class);
      OriginReply.Upgraded upgraded = (OriginReply.Upgraded) reply;
      assertThat(upgraded.headers().first("x-a")).contains("1");
      assertThat(read(upgraded.tunnel(), 5)).isEqualTo("first");
      upgraded.tunnel().write("ping".getBytes(StandardCharsets.UTF_8), 0, 4);
      assertThat(read(upgraded.tunnel(), 4)).isEqualTo("pong");
      assertThat(upgraded.tunnel().read(new byte[1], 0, 1)).isEqualTo(-1);
      assertThat(origin.heads().getFirst())
          .startsWith("GET /ws HTTP/1.1\r\n")
          .contains(
              "connection: upgrade\r\n", "upgrade: websocket\r\n", "sec-websocket-key: k\r\n");
    }
  }

  @Test
  void aRefusedUpgradeIsAResponse() throws Exception {
    try (RawOrigin origin =
        RawOrigin.answering("HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno")) {
      OriginReply reply =
          origins.upgrade(at(origin.port()), get("http://a/ws"), "websocket").join();

      assertThat(reply).isInstanceOf(OriginReply.Response.class);
      OriginResponse response = ((OriginReply.Response) reply).response();
      assertThat(response.status()).isEqualTo(403);
      assertThat(text(response.body())).isEqualTo("no");
    }
  }

  @Test
  void closingATunnelClosesItsConnection() throws Exception {
    AtomicBoolean closed = new AtomicBoolean();
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              peer.send(SWITCHING);
              closed.set(peer.awaitClose());
            })) {
      OriginReply reply =
          origins.upgrade(at(origin.port()), get("http://a/ws"), "websocket").join();
      ((OriginReply.Upgraded) reply).tunnel().close();

      await().untilTrue(closed);
    }
  }

  private static String read(OriginTunnel tunnel, int count) throws InterruptedException {
    byte[] bytes = new byte[count];
    int have = 0;
    while (have < count) {
      int next = tunnel.read(bytes, have, count - have);
      if (next < 0) {
        throw new BrokenBodyException(BrokenBodyException.Cause.INCOMPLETE, "only " + have);
      }
      have += next;
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
