package dev.verge.isolate.platform.backends;

import static dev.verge.isolate.platform.backends.TestBackends.at;
import static dev.verge.isolate.platform.backends.TestBackends.bytes;
import static dev.verge.isolate.platform.backends.TestBackends.get;
import static dev.verge.isolate.platform.backends.TestBackends.request;
import static dev.verge.isolate.platform.backends.TestBackends.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.binding.Backend;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How connections are kept and used again. */
final class OriginsPoolTest {
  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

  private final Origins origins = Origins.start(false);

  @AfterEach
  void close() {
    origins.close();
  }

  @Test
  void equalBackendsShareConnections() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK)) {
      send(at(origin.port()));
      send(at(origin.port()));

      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void differentBackendsDoNot() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK)) {
      send(at(origin.port()));
      send(at(origin.port(), draft -> draft.overrideHost("other.example")));

      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void aBackendThatWantsNoReuseGetsNone() throws Exception {
    AtomicBoolean closed = new AtomicBoolean();
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              peer.send(OK);
              closed.set(peer.awaitClose());
            })) {
      Backend backend = at(origin.port(), draft -> draft.pooling(pooling(false, 0, 0)));
      send(backend);

      await().untilTrue(closed);
    }
  }

  @Test
  void aConnectionServesNoMoreRequestsThanItMay() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK)) {
      Backend backend = at(origin.port(), draft -> draft.pooling(pooling(true, 0, 2)));
      for (int i = 0; i < 5; i++) {
        send(backend);
      }

      assertThat(origin.connections()).isEqualTo(3);
    }
  }

  @Test
  void noMoreConnectionsAreOpenThanMayBe() throws Exception {
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              peer.awaitClose();
            })) {
      Backend backend = at(origin.port(), draft -> draft.pooling(pooling(true, 1, 0)));
      CompletableFuture<OriginResponse> first = origins.send(backend, get("http://a/"));
      await().until(() -> !origin.heads().isEmpty());

      assertThat(failure(origins.send(backend, get("http://a/"))))
          .isEqualTo(SendError.Kind.CONNECTION_LIMIT_REACHED);
      first.cancel(true);
    }
  }

  @Test
  void anUnusedConnectionIsClosedWhenItsTimeIsOver() throws Exception {
    AtomicBoolean closed = new AtomicBoolean();
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              peer.send(OK);
              closed.set(peer.awaitClose());
            })) {
      Backend.Pooling brief =
          new Backend.Pooling(true, Duration.ofMillis(1), Optional.empty(), 0, 0, Duration.ZERO);
      send(at(origin.port(), draft -> draft.pooling(brief)));

      await().untilTrue(closed);
    }
  }

  @Test
  void aConnectionThatTheBackendWantsClosedIsNotUsedAgain() throws Exception {
    try (RawOrigin origin =
        RawOrigin.answering(
            "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok")) {
      send(at(origin.port()));
      send(at(origin.port()));

      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void tcpKeepAliveIsTaken() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK)) {
      Backend.Pooling probing =
          new Backend.Pooling(
              true,
              Duration.ofMinutes(1),
              Optional.of(new Backend.TcpKeepAlive(5, 3, 60)),
              0,
              0,
              Duration.ZERO);

      assertThat(send(at(origin.port(), draft -> draft.pooling(probing)))).isEqualTo("ok");
    }
  }

  @Test
  void aGetOnAConnectionThatTurnsOutDeadIsSentAgain() throws Exception {
    try (RawOrigin origin = dyingAfterOne()) {
      send(at(origin.port()));

      assertThat(send(at(origin.port()))).isEqualTo("ok");
      assertThat(origin.heads()).hasSize(3);
    }
  }

  @Test
  void aPostOnAConnectionThatTurnsOutDeadIsNotSentAgain() throws Exception {
    try (RawOrigin origin = dyingAfterOne()) {
      send(at(origin.port()));

      assertThat(failure(origins.send(at(origin.port()), request("POST", "http://a/", bytes("x")))))
          .isEqualTo(SendError.Kind.CONNECTION_TERMINATED);
      assertThat(origin.heads()).hasSize(2);
    }
  }

  /** Each connection answers one request, and closes when the second comes. */
  private static RawOrigin dyingAfterOne() {
    return RawOrigin.start(
        peer -> {
          peer.head();
          peer.send(OK);
          peer.head();
        });
  }

  private static Backend.Pooling pooling(boolean reuse, int mostConnections, int mostUses) {
    return new Backend.Pooling(
        reuse, Duration.ofMinutes(1), Optional.empty(), mostConnections, mostUses, Duration.ZERO);
  }

  private String send(Backend backend) {
    return text(origins.send(backend, get("http://a/")).join().body());
  }

  private static SendError.Kind failure(CompletableFuture<OriginResponse> response) {
    try {
      throw new AssertionError("there was a response: " + response.join().status());
    } catch (CompletionException e) {
      return ((SendException) e.getCause()).error().kind();
    }
  }
}
