package dev.verge.deploy;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.platform.logs.FunctionLog;
import dev.verge.isolate.platform.logs.LogLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reading a function's log, and following it. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogsTest {
  private static final String LOGS = path("demo/hello") + "/logs";
  private static final JsonMapper JSON = new JsonMapper();
  @TempDir Path home;
  private RunningControlPlane platform;

  @BeforeEach
  void start() {
    platform = RunningControlPlane.in(home);
    platform.upload("demo/hello", Modules.command("one")).ok(201);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void theNewestLinesAreReadOldestFirst() {
    for (int i = 1; i <= 5; i++) {
      append("line " + i);
    }
    await().until(() -> platform.get(LOGS).text().contains("line 5"));

    Answer answer = platform.get(LOGS + "?tail=2").ok(200);

    assertThat(answer.header("content-type")).isEqualTo("application/x-ndjson");
    List<String> lines = answer.text().lines().toList();
    assertThat(lines).hasSize(2);
    JsonNode first = json(lines.getFirst());
    assertThat(first.path("text").asText()).isEqualTo("line 4");
    assertThat(first.path("version").asInt()).isEqualTo(1);
    assertThat(first.path("request").asText()).isEqualTo("a-request");
    assertThat(first.path("source").asText()).isEqualTo("stderr");
    assertThat(Instant.parse(first.path("time").asText())).isBefore(Instant.now());
    assertThat(platform.get(LOGS + "?tail=0").ok(200).text()).isEmpty();
  }

  @Test
  void aFollowedLogBringsTheTailAndThenEveryNewLineOnce() throws Exception {
    append("before 1");
    append("before 2");
    await().until(() -> platform.get(LOGS).text().contains("before 2"));

    try (BufferedReader reader = follow("&tail=1")) {
      assertThat(text(reader)).isEqualTo("before 2");
      append("after 1");
      assertThat(text(reader)).isEqualTo("after 1");
      append("after 2");
      append("after 3");
      assertThat(text(reader)).isEqualTo("after 2");
      assertThat(text(reader)).isEqualTo("after 3");
    }
  }

  @Test
  void aFollowedLogWithoutNewsShowsThatItIsAlive() throws Exception {
    try (BufferedReader reader = follow("")) {
      assertThat(reader.readLine()).isEmpty();
      append("news");
      assertThat(text(reader)).isEqualTo("news");
    }
  }

  @Test
  void aReaderThatIsTooSlowIsToldHowManyLinesItMissed() throws Exception {
    int lines = 20_000;
    String padding = "x".repeat(2000);
    try (Socket socket = slowFollower()) {
      for (int i = 0; i < lines; i++) {
        append(i + " " + padding);
        if (i % 500 == 0) {
          // As fast as the log itself keeps up, so that only the reader is too slow.
          int written = i;
          await().until(() -> log().tail(1).getFirst().text().startsWith(written + " "));
        }
      }
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      int received = 0;
      int missed = 0;
      while (received + missed < lines) {
        String line = reader.readLine();
        if (line.startsWith("{")) {
          JsonNode document = json(line);
          if (document.path("version").asInt() == 0) {
            String text = document.path("text").asText();
            missed += Integer.parseInt(text.substring(0, text.indexOf(' ')));
          } else {
            // In order, and each gap where the missing lines would have been.
            assertThat(document.path("text").asText()).startsWith(received + missed + " ");
            received++;
          }
        }
      }

      assertThat(missed).isPositive();
      assertThat(received + missed).isEqualTo(lines);
    }
  }

  @Test
  void aTenantIsFollowedBySoManyAndItsNeighbourEvenSo() throws Exception {
    platform.upload("other/hello", Modules.command("one")).ok(201);
    List<InputStream> followers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      followers.add(
          platform
              .send(platform.request(LOGS + "?follow=true").GET(), BodyHandlers.ofInputStream())
              .body());
    }

    platform.get(LOGS + "?follow=true").problem(ProblemType.QUOTA_EXCEEDED);
    platform
        .send(
            platform.request(path("other/hello") + "/logs?follow=true").GET(),
            BodyHandlers.ofInputStream())
        .body()
        .close();
    platform.get(LOGS).ok(200);

    followers.getFirst().close();
    await()
        .until(
            () -> {
              var another =
                  platform.send(
                      platform.request(LOGS + "?follow=true").GET(), BodyHandlers.ofInputStream());
              another.body().close();
              return another.statusCode() == 200;
            });
    for (InputStream follower : followers) {
      follower.close();
    }
  }

  @Test
  void linesAreFilteredBySourceTextAndRequest() throws Exception {
    append("one apple");
    log().append(line("another", LogLine.Source.STDERR, "two apples"));
    log().append(line("another", LogLine.Source.VERGE, "no fruit"));
    append("last");
    await().until(() -> platform.get(LOGS).text().contains("last"));

    assertThat(texts("?text=apple")).containsExactly("one apple", "two apples");
    assertThat(texts("?text=apple&tail=1")).containsExactly("two apples");
    assertThat(texts("?request=another")).containsExactly("two apples", "no fruit");
    assertThat(texts("?source=verge")).containsExactly("no fruit");
    assertThat(texts("?source=stderr&request=another")).containsExactly("two apples");
    try (BufferedReader reader = follow("&text=apple&tail=1")) {
      assertThat(text(reader)).isEqualTo("two apples");
      append("three pears");
      append("four apples");
      assertThat(text(reader)).isEqualTo("four apples");
    }
  }

  @Test
  void anUnknownSourceIsRefused() {
    platform.get(LOGS + "?source=nowhere").problem(ProblemType.INVALID_PARAMETER);
  }

  @Test
  void aClientThatAcceptsEventsGetsTheLinesAsEvents() throws Exception {
    append("before");
    await().until(() -> platform.get(LOGS).text().contains("before"));

    try (BufferedReader reader = lines(events("?follow=true"))) {
      assertThat(data(reader)).isEqualTo("before");
      append("after");
      assertThat(data(reader)).isEqualTo("after");
      // A comment, which a browser drops.
      assertThat(reader.readLine()).isEqualTo(":");
      assertThat(reader.readLine()).isEmpty();
    }
    assertThat(platform.send(events("")).ok(200).header("content-type"))
        .isEqualTo("text/event-stream");
  }

  @Test
  void aHeadRequestDoesNotFollow() {
    Answer answer = platform.send(platform.request(LOGS + "?follow=true").HEAD()).ok(200);

    assertThat(answer.header("content-type")).isEqualTo("application/x-ndjson");
  }

  @Test
  void aFollowedLogEndsWhenThePlatformStops() throws Exception {
    try (BufferedReader reader = follow("")) {
      append("one");
      assertThat(text(reader)).isEqualTo("one");

      platform.controlPlane().close();

      assertThat(reader.readLine()).isNull();
    }
  }

  private BufferedReader follow(String parameters) {
    return lines(platform.request(LOGS + "?follow=true" + parameters).GET());
  }

  private BufferedReader lines(HttpRequest.Builder request) {
    InputStream body = platform.send(request, BodyHandlers.ofInputStream()).body();
    return new BufferedReader(new InputStreamReader(body, UTF_8));
  }

  private HttpRequest.Builder events(String parameters) {
    return platform
        .request(LOGS + parameters)
        .header("Accept", "text/html;q=0.1, text/event-stream")
        .GET();
  }

  private List<String> texts(String parameters) {
    return platform
        .get(LOGS + parameters)
        .ok(200)
        .text()
        .lines()
        .map(line -> json(line).path("text").asText())
        .toList();
  }

  /** The text of the next event. */
  private static String data(BufferedReader reader) throws IOException {
    String line = reader.readLine();
    assertThat(line).startsWith("data: {");
    assertThat(reader.readLine()).isEmpty();
    return json(line.substring("data: ".length())).path("text").asText();
  }

  private Socket slowFollower() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(platform.controlPlane().address());
    socket
        .getOutputStream()
        .write(
            "GET %s?follow=true&tail=0 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(LOGS, platform.token())
                .getBytes(UTF_8));
    // The head is sent when the log is being followed.
    assertThat(socket.getInputStream().read()).isEqualTo('H');
    return socket;
  }

  private FunctionLog log() {
    return platform.logs().log(new FunctionId("demo", "hello"));
  }

  private void append(String text) {
    log().append(line("a-request", LogLine.Source.STDERR, text));
  }

  private static LogLine line(String request, LogLine.Source source, String text) {
    return new LogLine(Instant.now(), 1, request, source, text);
  }

  private static String text(BufferedReader reader) throws IOException {
    String line = reader.readLine();
    while (line.isEmpty()) {
      line = reader.readLine();
    }
    return json(line).path("text").asText();
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new AssertionError("Not JSON: " + line, e);
    }
  }
}
