package dev.verge.loadtest.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.loadtest.FakePlatform;
import dev.verge.loadtest.http.Reply.Answer;
import dev.verge.loadtest.http.Reply.Failure;
import dev.verge.loadtest.http.ScriptedServer.Afterwards;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
  private static final String HOST = "hello.demo.localhost";
  private static final Duration SHORT = Duration.ofMillis(300);

  private final LoadGenerator generator = new LoadGenerator(Duration.ofSeconds(30));
  private final FakePlatform platform = new FakePlatform("demo/hello");

  @AfterEach
  void stop() {
    generator.close();
    platform.close();
  }

  @Test
  void aClosedLoopCountsEveryRequestThatTheServerSawOnAsManyConnectionsAsItWasTold() {
    Tally tally = generator.closedLoop(call("GET"), 3, SHORT);

    assertThat(tally.errors()).isZero();
    assertThat(tally.served()).isEqualTo(platform.requestsTo(HOST)).isPositive();
    assertThat(tally.total().count()).isEqualTo(tally.served());
    assertThat(tally.firstByte().count()).isEqualTo(tally.served());
    assertThat(tally.statuses()).containsOnlyKeys(200);
    assertThat(tally.connections()).isEqualTo(3).isEqualTo(platform.connections());
    assertThat(tally.elapsed()).isGreaterThanOrEqualTo(SHORT);
  }

  @Test
  void anOpenLoopSendsWhatTheRateSays() {
    Tally tally = generator.openLoop(call("GET"), 4, 200, Duration.ofSeconds(1));

    assertThat(tally.served()).isEqualTo(200).isEqualTo(platform.requestsTo(HOST));
    assertThat(tally.unfinished()).isZero();
    assertThat(tally.connections()).isEqualTo(4);
  }

  /**
   * Coordinated omission: one request in flight meets the stall, but all that were due meanwhile
   * would have met it. Of 600 ms at 200 requests/s, the first 500 ms belong to 100 requests that
   * wait for at least 100 ms.
   */
  @Test
  void aStallIsSeenByEveryRequestThatWasDueMeanwhile() {
    platform.stallOnce(Duration.ofMillis(600));

    Tally tally = generator.openLoop(call("GET"), 4, 200, Duration.ofSeconds(2));

    assertThat(tally.served()).isEqualTo(400);
    long waited =
        tally
            .total()
            .histogram()
            .getCountBetweenValues(
                Duration.ofMillis(100).toNanos(), Duration.ofMinutes(1).toNanos());
    assertThat(waited).isGreaterThanOrEqualTo(99);
    assertThat(tally.total().histogram().getValueAtPercentile(99))
        .isGreaterThan(Duration.ofMillis(500).toNanos());
  }

  @Test
  void whatThePlatformIsTooSlowForIsGivenUpAndCountsWithTheTimeItWaited() {
    platform.stallOnce(Duration.ofSeconds(3));

    try (LoadGenerator impatient = new LoadGenerator(Duration.ofSeconds(1))) {
      Tally tally = impatient.openLoop(call("GET"), 1, 100, SHORT);

      assertThat(tally.served()).isZero();
      assertThat(tally.unfinished() + tally.errors()).isEqualTo(30);
      assertThat(tally.total().count()).isEqualTo(tally.unfinished());
      assertThat(tally.total().histogram().getMinNonZeroValue())
          .isGreaterThan(Duration.ofMillis(900).toNanos());
    }
  }

  @Test
  void statusesFrom500AreErrorsAndDoNotCountAsThroughput() {
    platform.answerWith(503);

    Tally tally = generator.closedLoop(call("GET"), 1, SHORT);

    assertThat(tally.errors()).isEqualTo(platform.requestsTo(HOST)).isPositive();
    assertThat(tally.served()).isZero();
    assertThat(tally.statuses()).containsOnlyKeys(503);
  }

  @Test
  void thePlatformsOwnTimingsAreReadFromItsHeaders() {
    try (Dialogue dialogue = generator.dialogue(call("GET"))) {
      assertThat(dialogue.ask())
          .isInstanceOfSatisfying(
              Answer.class,
              answer ->
                  assertThat(answer.start()).contains(new StartTiming("cold", 240_500, 31_400)));
      assertThat(dialogue.ask())
          .isInstanceOfSatisfying(
              Answer.class,
              answer ->
                  assertThat(answer.start()).contains(new StartTiming("warm", 12_500, 3_100)));
    }
    assertThat(platform.connections()).isOne();
  }

  @Test
  void anAnswerToHeadHasNoBodyToWaitFor() throws IOException {
    try (var server =
            new ScriptedServer("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", Afterwards.KEEP);
        var dialogue = generator.dialogue(call(server.address(), "HEAD", ""))) {
      assertThat(dialogue.ask()).isInstanceOf(Answer.class);
      assertThat(dialogue.ask()).isInstanceOf(Answer.class);
      assertThat(server.connections()).isOne();
    }
  }

  @Test
  void aBodyIsSentWithItsLength() throws IOException {
    try (var server = new ScriptedServer("HTTP/1.1 204 No Content\r\n\r\n", Afterwards.KEEP);
        var dialogue = generator.dialogue(call(server.address(), "POST", "größe"))) {
      assertThat(dialogue.ask()).isInstanceOf(Answer.class);
      assertThat(server.lastHead())
          .startsWith("POST /some/path?q=1 HTTP/1.1\r\n")
          .containsIgnoringCase("host: " + HOST)
          .containsIgnoringCase("content-length: 7");
    }
  }

  @Test
  void anInformationalResponseIsNotTheAnswer() throws IOException {
    try (var server =
            new ScriptedServer(
                "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
                Afterwards.KEEP);
        var dialogue = generator.dialogue(call(server.address(), "GET", ""))) {
      assertThat(dialogue.ask())
          .isInstanceOfSatisfying(
              Answer.class, answer -> assertThat(answer.status()).isEqualTo(200));
    }
  }

  @Test
  void anAnswerThatEndsWithItsConnectionIsWholeAndTheNextRequestGetsANewOne() throws IOException {
    try (var server = new ScriptedServer("HTTP/1.1 200 OK\r\n\r\nhello", Afterwards.CLOSE);
        var dialogue = generator.dialogue(call(server.address(), "GET", ""))) {
      assertThat(dialogue.ask()).isInstanceOf(Answer.class);
      assertThat(dialogue.ask()).isInstanceOf(Answer.class);
    }
  }

  @Test
  void connectionsThatAreNotKeptAliveAreMadeAnewAndCounted() throws IOException {
    try (var server =
        new ScriptedServer(
            "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nhi",
            Afterwards.CLOSE)) {
      Tally tally = generator.closedLoop(call(server.address(), "GET", ""), 1, SHORT);

      assertThat(tally.errors()).isZero();
      assertThat(tally.connections()).isGreaterThanOrEqualTo(tally.served()).isGreaterThan(1);
    }
  }

  @Test
  void aResponseCutShortIsAnError() throws IOException {
    try (var server =
            new ScriptedServer(
                "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf", Afterwards.CLOSE);
        var dialogue = generator.dialogue(call(server.address(), "GET", ""))) {
      assertThat(dialogue.ask())
          .isEqualTo(new Failure("connection closed before the response was whole"));
    }
  }

  @Test
  void aConnectionClosedWithoutAResponseIsAnError() throws IOException {
    try (var server = new ScriptedServer("", Afterwards.CLOSE);
        var dialogue = generator.dialogue(call(server.address(), "GET", ""))) {
      assertThat(dialogue.ask())
          .isEqualTo(new Failure("connection closed before the response was whole"));
    }
  }

  @Test
  void whatIsNotHttpIsAnError() throws IOException {
    try (var server = new ScriptedServer("SSH-2.0-server\r\n\r\n", Afterwards.KEEP);
        var dialogue = generator.dialogue(call(server.address(), "GET", ""))) {
      assertThat(dialogue.ask()).isEqualTo(new Failure("malformed response"));
    }
  }

  @Test
  void aSilentServerIsAnErrorAfterTheTimeout() throws IOException {
    try (var server = new ScriptedServer("", Afterwards.KEEP);
        var impatient = new LoadGenerator(Duration.ofSeconds(1))) {
      Tally tally = impatient.closedLoop(call(server.address(), "GET", ""), 2, SHORT);

      assertThat(tally.failures()).containsOnlyKeys("no whole response within 1 s");
      assertThat(tally.errors()).isEqualTo(2);
    }
  }

  @Test
  void aRefusedConnectionIsAnError() throws IOException {
    InetSocketAddress nobody;
    try (var server = new ScriptedServer("", Afterwards.CLOSE)) {
      nobody = server.address();
    }
    Tally closed = generator.closedLoop(call(nobody, "GET", ""), 2, SHORT);
    assertThat(closed.failures()).containsOnlyKeys("connection refused");

    Tally open = generator.openLoop(call(nobody, "GET", ""), 2, 100, SHORT);
    assertThat(open.failures()).containsOnlyKeys("connection refused");
    assertThat(open.unfinished()).isEqualTo(30);
  }

  private Call call(String method) {
    return call(platform.dataPlane(), method, "");
  }

  private static Call call(InetSocketAddress address, String method, String body) {
    return new Call(address, HOST + ":" + address.getPort(), method, "/some/path?q=1", body);
  }
}
