package dev.verge.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.verge.gateway.up.UpException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The access log of a platform. */
class AccessLogTest {
  private static final String ADDRESS_AND_TIME =
      "127\\.0\\.0\\.1 - - \\[\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d \\+0000] ";

  @Test
  void everyAnsweredRequestIsALine(@TempDir Path home) throws Exception {
    Path file = home.resolve("logs-of-mine").resolve("access.log");
    try (RunningPlatform platform =
        RunningPlatform.in(home.resolve("home"), Map.of("access_log", file.toString()))) {
      platform.deploy("echo", Guests.path("echo"));
      platform.deploy("trap", Guests.path("trap-divide"));

      platform
          .send(
              RunningPlatform.host("echo"),
              "POST",
              "/a?b=\"c\"",
              Map.of("User-Agent", "a \"quoted\" \\ name", "Referer", "http://from.example/"),
              "hello")
          .ok();
      awaitLines(file, 1);
      platform.get("trap", "/");
      awaitLines(file, 2);
      platform.get("nobody", "/nowhere").problem(404, "unknown-host");
      awaitLines(file, 3);
      try (Client connection = platform.connect()) {
        connection.send("nonsense\n\n").reply();
      }
      awaitLines(file, 4);

      List<String> lines = Files.readAllLines(file);
      assertThat(lines.get(0))
          .matches(ADDRESS_AND_TIME + ".*")
          .endsWith(
              "\"POST /a?b=\\\"c\\\" HTTP/1.1\" 200 5 \"http://from.example/\" \"a \\\"quoted\\\" \\\\ name\"");
      assertThat(lines.get(1))
          .matches(ADDRESS_AND_TIME + "\"GET / HTTP/1.1\" 500 \\d+ \"-\" \"-\"");
      assertThat(lines.get(2)).contains("\"GET /nowhere HTTP/1.1\" 404 ");
      assertThat(lines.get(3)).contains("] \"-\" 400 ");
      assertThat(platform.metric("verge_access_log_dropped_total")).isZero();
    }
  }

  @Test
  void aFileThatCannotBeWrittenStopsTheStart(@TempDir Path home) throws Exception {
    Path file = Files.createFile(home.resolve("a-file")).resolve("access.log");

    assertThatThrownBy(
            () -> RunningPlatform.in(home.resolve("home"), Map.of("access_log", file.toString())))
        .isInstanceOf(UpException.class)
        .hasMessageContaining("access log cannot be written to " + file);
  }

  private static void awaitLines(Path file, int count) {
    await()
        .atMost(RunningPlatform.PATIENCE)
        .untilAsserted(() -> assertThat(Files.readAllLines(file)).hasSize(count));
  }
}
