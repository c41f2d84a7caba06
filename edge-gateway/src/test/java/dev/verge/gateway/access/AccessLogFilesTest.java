package dev.verge.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import io.prometheus.client.CollectorRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogFilesTest {
  private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();
  private static final AccessEntry LONG =
      new AccessEntry(
          0,
          CLIENT,
          Optional.of(
              new RequestHead(
                  "id",
                  "GET",
                  "http",
                  "a",
                  "/" + "p".repeat(8000),
                  "",
                  "HTTP/1.1",
                  HeaderList.EMPTY,
                  Optional.empty(),
                  new InetSocketAddress(CLIENT, 1),
                  new InetSocketAddress(CLIENT, 2),
                  0)),
          200,
          1);

  @Test
  void aLargeFileMakesRoomForANewOne(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("access.log");
    Path older = directory.resolve("access.log.1");
    try (AccessLog log =
        AccessLog.open(new AccessLogTarget.Rolling(file), new CollectorRegistry())) {
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  log.write(LONG);
                }
                return Files.exists(older);
              });
    }
    assertThat(Files.size(older)).isGreaterThan(64L << 20);
    assertThat(Files.exists(file)).isTrue();
  }

  @Test
  void whatWaitsIsWrittenWhenTheLogIsClosed(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("access.log");
    CollectorRegistry registry = new CollectorRegistry();
    try (AccessLog log = AccessLog.open(new AccessLogTarget.Rolling(file), registry)) {
      for (int i = 0; i < 2000; i++) {
        log.write(LONG);
      }
    }
    try (AccessLog again = AccessLog.open(new AccessLogTarget.Rolling(file), registry)) {
      again.write(LONG);
    }
    assertThat(Files.readAllLines(file)).hasSize(2001);
  }
}
