package dev.verge.isolate.platform.backends;

import static dev.verge.isolate.platform.backends.TestBackends.at;
import static dev.verge.isolate.platform.backends.TestBackends.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.binding.Backend;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is known of backends' health. */
final class OriginsHealthTest {
  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
  private static final String ILL = "HTTP/1.1 500 Ill\r\ncontent-length: 0\r\n\r\n";

  private final Origins origins = Origins.start(false);

  @AfterEach
  void close() {
    origins.close();
  }

  @Test
  void withoutACheckItIsAsSaid() {
    assertThat(origins.health(at(1))).isEqualTo(Backend.Health.UNKNOWN);
    assertThat(origins.health(at(1, draft -> draft.health(Backend.Health.HEALTHY))))
        .isEqualTo(Backend.Health.HEALTHY);
  }

  @Test
  void aBackendWithACheckIsIllUntilEnoughProbesWentWell() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              while (!peer.head().isEmpty()) {
                asked.await();
                peer.send(OK);
              }
            })) {
      Backend backend = at(origin.port(), draft -> draft.healthCheck(check(0)));

      assertThat(origins.health(backend)).isEqualTo(Backend.Health.UNHEALTHY);
      asked.countDown();
      await().until(() -> origins.health(backend) == Backend.Health.HEALTHY);
      assertThat(origin.heads().getFirst())
          .isEqualTo("HEAD /health HTTP/1.1\r\nhost: check.example\r\n\r\n");
    }
  }

  @Test
  void probesMayCountAsWellBeforehand() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK)) {
      Backend backend = at(origin.port(), draft -> draft.healthCheck(check(2)));

      assertThat(origins.health(backend)).isEqualTo(Backend.Health.HEALTHY);
    }
  }

  @Test
  void aBackendThatFallsIllIsSpared() throws Exception {
    AtomicBoolean ill = new AtomicBoolean();
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              while (!peer.head().isEmpty()) {
                peer.send(ill.get() ? ILL : OK);
              }
            })) {
      Backend backend = at(origin.port(), draft -> draft.healthCheck(check(3)));
      assertThat(origins.send(backend, get("http://a/")).join().status()).isEqualTo(200);
      ill.set(true);

      await().until(() -> origins.health(backend) == Backend.Health.UNHEALTHY);
      assertThat(origins.send(backend, get("http://a/")))
          .failsWithin(TestBackends.LONG)
          .withThrowableThat()
          .withMessageContaining("unhealthy");
    }
  }

  private static Backend.HealthCheck check(int initial) {
    return new Backend.HealthCheck(
        Duration.ofMillis(10),
        TestBackends.LONG,
        Optional.of("check.example"),
        "HEAD",
        "/health",
        200,
        3,
        2,
        initial);
  }
}
