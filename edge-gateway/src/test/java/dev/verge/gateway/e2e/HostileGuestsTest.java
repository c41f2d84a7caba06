package dev.verge.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Guests that fail, do not stop or lie: the client is told what it may know, the developer finds
 * the rest in the log, and the neighbour answers as if nothing had been.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileGuestsTest {
  /** For guests that compute: what they wait is not what ends them. */
  private static final String CPU = "\"cpu_ms\":200,\"wall_ms\":60000";

  /** For guests that wait: what they compute is not what ends them. */
  private static final String WALL = "\"cpu_ms\":60000,\"wall_ms\":400";

  private static final String MEMORY = "\"memory_bytes\":4194304";
  private static final String NOTHING = "\"wall_ms\":60000";

  /**
   * A guest that never gets to a response.
   *
   * @param limits of its manifest
   * @param types the problems that its end may be told as
   * @param logged what a line of its log says; any one of them
   */
  record Failing(String guest, String limits, int status, List<String> types, List<String> logged) {
    @Override
    public String toString() {
      return guest;
    }
  }

  static Stream<Failing> failing() {
    List<String> stopped = List.of("its limit cpu_ms of 200", "its limit wall_ms passed");
    return Stream.of(
        failing("trap-unreachable", NOTHING, 500, "trapped", "trapped: "),
        failing("trap-divide", NOTHING, 500, "trapped", "trapped: "),
        failing("trap-memory", NOTHING, 500, "trapped", "trapped: "),
        failing("trap-memory-far", NOTHING, 500, "trapped", "trapped: "),
        failing("trap-indirect-call", NOTHING, 500, "trapped", "trapped: "),
        failing("trap-null-call", NOTHING, 500, "trapped", "trapped: "),
        failing("exit-before-head", NOTHING, 500, "exited", "exited with code 3"),
        failing("print-nothing", NOTHING, 502, "no-response", "without"),
        failing("loop-forever", CPU, 504, "cpu", "its limit cpu_ms of 200"),
        new Failing("hostcall-forever", CPU, 504, List.of("cpu", "wall-clock"), stopped),
        failing("sleep-forever", WALL, 504, "wall-clock", "stopped after 400 ms"),
        failing("recurse-forever", NOTHING, 500, "stack-exhausted", "call stack exhausted"),
        failing("recurse-frames", NOTHING, 500, "stack-exhausted", "call stack exhausted"),
        new Failing(
            "malloc-forever", CPU + "," + MEMORY, 504, List.of("cpu", "wall-clock"), stopped),
        failing("grow-table", NOTHING, 502, "no-response", "without"),
        failing("start-grows", NOTHING + "," + MEMORY, 502, "no-response", "without"),
        failing("endless-head", NOTHING, 502, "malformed-response", "malformed response: "),
        failing("endless-line", NOTHING, 502, "malformed-response", "malformed response: "),
        new Failing("stderr-forever", CPU, 504, List.of("cpu", "wall-clock"), stopped));
  }

  private RunningPlatform platform;

  @BeforeAll
  void start(@TempDir Path home) {
    platform = RunningPlatform.in(home);
    platform.deploy("neighbour", Guests.path("echo"));
    platform.deploy("malformed-head", Guests.path("malformed-head"));
  }

  @AfterAll
  void stop() {
    platform.close();
  }

  @AfterEach
  void theNeighbourStillAnswers() {
    assertThat(platform.post("neighbour", "/", "still here").ok().text()).isEqualTo("still here");
  }

  @ParameterizedTest
  @MethodSource("failing")
  void aGuestThatFailsIsAProblemForItsClientAndALineInItsLog(Failing failing) {
    deploy(failing.guest(), failing.limits());

    for (int i = 0; i < 2; i++) {
      Reply reply = platform.get(failing.guest(), "/");
      reply.problem(failing.status(), failing.types().toArray(String[]::new));
      assertThat(reply.header("cache-control")).isEqualTo("no-store");
    }

    awaitLog(failing.guest(), failing.logged());
    platform.awaitIdle(failing.guest());
  }

  @Test
  void waitingForTheEndOfTimeIsEndedOrAnswered() {
    deploy("sleep-overflow", WALL);

    Reply reply = platform.get("sleep-overflow", "/");

    reply.problem(reply.status() == 504 ? 504 : 502, "wall-clock", "no-response");
    platform.awaitIdle("sleep-overflow");
  }

  @Test
  void whatAFailingGuestComplainsOfIsInItsLogOnly() {
    platform.deploy("complains", Guests.path("exit-before-head"));

    assertThat(platform.get("complains", "/").text()).doesNotContain("cannot go on");
    platform.awaitLog("complains", "cannot go on");
  }

  /**
   * A guest that fails when it has begun to answer.
   *
   * @param sent what of its body comes before that
   */
  record Cut(String guest, String limits, String sent, String logged) {
    @Override
    public String toString() {
      return guest;
    }
  }

  static Stream<Cut> cut() {
    return Stream.of(
        new Cut("trap-after-head", NOTHING, "so far so go", "trapped: "),
        new Cut("exit-after-head", NOTHING, "half of", "exited with code 3"),
        new Cut("loop-after-head", CPU, "wait for it\n", "its limit cpu_ms of 200"));
  }

  @ParameterizedTest
  @MethodSource("cut")
  void aGuestThatFailsInItsBodyHasItsResponseCut(Cut cut) {
    deploy(cut.guest(), cut.limits());

    Reply reply = platform.get(cut.guest(), "/");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.isWhole()).as("whole: %s", reply).isFalse();
    assertThat(reply.text()).isEqualTo(cut.sent());
    platform.awaitLog(cut.guest(), cut.logged());
    platform.awaitIdle(cut.guest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"write-forever", "write-deaf"})
  void aBodyWithoutEndIsCutAtItsLimit(String guest) {
    deploy(guest, NOTHING + ",\"response_bytes\":1000000");

    Reply reply = platform.get(guest, "/");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.isWhole()).isFalse();
    assertThat(reply.body().length).isPositive().isLessThanOrEqualTo(1_000_000);
    assertThat(reply.text()).matches("y+");
    platform.awaitLog(guest, "its limit response_bytes of 1000000");
    platform.awaitIdle(guest);
  }

  @Test
  void memoryGrowsUpToTheLimitAndFailsThereInsideTheGuest() {
    deploy("grow-memory", MEMORY);

    assertThat(platform.get("grow-memory", "/").ok().text()).isEqualTo("pages=64\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no-colon",
        "no-name",
        "space-in-name",
        "space-before-colon",
        "name-not-ascii",
        "folded",
        "cr-in-value",
        "cr-in-status",
        "nul-in-value",
        "control-in-value",
        "cr-in-location",
        "status-word",
        "status-empty",
        "status-low",
        "status-negative",
        "status-informational",
        "status-high",
        "status-huge",
        "status-twice",
        "length-word",
        "length-negative",
        "length-huge",
        "length-twice",
        "http-status-line",
        "no-end",
        "no-line-end",
        "empty",
        "no-head",
        "binary"
      })
  void aMalformedHeadIsAProblemAndNoneOfItsFieldsIsSent(String head) {
    Reply reply = platform.get("malformed-head", "/?" + head);

    reply.problem(502, "malformed-response");
    assertThat(reply.all("set-cookie")).isEmpty();
    assertThat(reply.all("x-evil")).isEmpty();
    platform.awaitLog("malformed-head", "malformed response: ");
    assertThat(platform.get("malformed-head", "/").ok(404).text()).contains(head);
  }

  @Test
  void hopByHopFieldsOfAGuestAreNotSent() {
    Reply reply = platform.get("malformed-head", "/?hop-by-hop");

    if (reply.status() == 200) {
      assertThat(reply.isWhole()).isTrue();
      assertThat(reply.all("upgrade")).isEmpty();
      assertThat(reply.all("connection")).doesNotContain("upgrade");
      assertThat(reply.text()).isEqualTo("0\r\n\r\n");
    } else {
      reply.problem(502, "malformed-response");
    }
  }

  @Test
  void aBodyIsNeverLongerThanItsDeclaredLength() {
    platform.deploy("content-length", Guests.path("content-length"));

    Reply longer = platform.get("content-length", "/?declared=5&actual=100");
    Reply shorter = platform.get("content-length", "/?declared=100&actual=5");

    if (longer.status() == 200) {
      assertThat(longer.text()).isEqualTo("abcde");
    } else {
      longer.problem(502, "malformed-response");
    }
    if (shorter.broken().status() == 200) {
      assertThat(shorter.text()).isEqualTo("abcde");
    }
    assertThat(platform.get("content-length", "/?declared=26&actual=26").ok().text())
        .isEqualTo("abcdefghijklmnopqrstuvwxyz");
    assertThat(platform.get("content-length", "/?actual=100000").ok().body()).hasSize(100_000);
  }

  @Test
  void aLogWithoutEndIsDroppedBeyondItsLimitAndSaysHowMuch() {
    deploy("stderr-much", NOTHING + ",\"log_bytes\":5000");

    assertThat(platform.get("stderr-much", "/").ok().text()).isEqualTo("logged 1000000 bytes\n");

    platform.awaitLog("stderr-much", "bytes dropped");
    List<String> lines = platform.log("stderr-much");
    assertThat(lines.stream().mapToInt(String::length).sum()).isLessThan(6_000);
    assertThat(lines.getFirst()).startsWith("000000 ");
  }

  @Test
  void aLogLineWithoutEndDoesNotEndThePlatform() {
    deploy("log", CPU);

    platform.get("log", "/?endless").problem(504, "cpu", "wall-clock");
    platform.awaitLog("log", "bytes dropped");
    assertThat(platform.get("log", "/").ok().text()).isEqualTo("logged\n");
  }

  @Test
  void whatAGuestLogsCannotForgeLinesNorControlATerminal() {
    platform.deploy("log-lines", Guests.path("log"));

    assertThat(platform.get("log-lines", "/").ok().text()).isEqualTo("logged\n");

    platform.awaitLog("log-lines", "last, without a line end");
    List<String> lines = platform.log("log-lines");
    assertThat(lines).startsWith("first").endsWith("last, without a line end");
    assertThat(lines)
        .contains("Grüße, in two writes, € split within a character")
        .contains("{\"time\":\"forged\",\"text\":\"json\"}");
    assertThat(platform.rest("GET", RunningPlatform.path("log-lines") + "/logs").ok().text())
        .doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f]");
  }

  @Test
  void badPointersAndDescriptorsAreAnsweredWithErrors() {
    platform.deploy("bad-pointers", Guests.path("bad-pointers"));

    List<String> lines = platform.get("bad-pointers", "/").ok().text().lines().toList();

    assertThat(lines).isNotEmpty().noneMatch(line -> line.endsWith("=0"));
  }

  @Test
  void withoutAssetsThereIsNoFileSystem() {
    platform.deploy("no-files", Guests.path("no-files"));

    List<String> lines = platform.get("no-files", "/").ok().text().lines().toList();

    assertThat(lines).hasSize(12).noneMatch(line -> line.endsWith("=0"));
    assertThat(lines).contains("open=76", "create=76", "stat=76", "openat-3=8", "read-3=8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"persist", "persist-global", "residue"})
  void nothingOfARequestIsLeftForTheNext(String guest) {
    platform.deploy(guest, Guests.path(guest));

    List<String> answers =
        IntStream.range(0, 5).mapToObj(i -> platform.get(guest, "/").ok().text()).toList();

    assertThat(answers).containsOnly(answers.getFirst());
    assertThat(answers.getFirst()).matches("1\\s*|pages=\\d+ residue=0\n");
  }

  @Test
  void closedStandardStreamsStayClosed() {
    platform.deploy("close-stdin", Guests.path("close-stdin"));
    platform.deploy("close-stdout", Guests.path("close-stdout"));

    assertThat(platform.post("close-stdin", "/", "unread").ok().text())
        .isEqualTo("read after close: 8\n");
    assertThat(platform.get("close-stdout", "/").ok().text()).isEqualTo("all there is\n");
    platform.awaitLog("close-stdout", "write after close: 8");
  }

  @Test
  void aReactorsResultIsItsExitCode() {
    platform.deploy("reactor", Guests.path("reactor"));
    platform.deploy("other", Guests.path("reactor"), "{\"entrypoint\":\"other\"}");

    assertThat(platform.get("reactor", "/?0").ok().text()).isEqualTo("constructed 1 times\n");
    Reply failed = platform.get("reactor", "/?7");
    if (failed.isWhole()) {
      failed.problem(500, "exited");
    }
    platform.awaitLog("reactor", "exited with code 7");
    assertThat(platform.get("reactor", "/?0").ok().text()).isEqualTo("constructed 1 times\n");
    assertThat(platform.get("other", "/").ok().text()).contains("the other entry point");
  }

  @Test
  void manyGuestsThatDoNotStopAtOnceDoNotStopTheNeighbour() throws InterruptedException {
    deploy("loop-many", "loop-forever", CPU);
    List<Thread> clients =
        IntStream.range(0, 16)
            .mapToObj(
                i ->
                    Thread.ofVirtual()
                        .start(() -> platform.get("loop-many", "/").problem(504, "cpu")))
            .toList();

    theNeighbourStillAnswers();
    for (Thread client : clients) {
      client.join();
    }
    // A request is counted just after its client has been answered.
    await()
        .untilAsserted(
            () ->
                assertThat(
                        platform.metric(
                            "verge_requests_total", "function", "loop-many", "status", "504"))
                    .isEqualTo(16));
  }

  private void deploy(String guest, String limits) {
    deploy(guest, guest, limits);
  }

  private void deploy(String function, String guest, String limits) {
    platform.deploy(function, Guests.path(guest), "{\"limits\":{%s}}".formatted(limits));
  }

  private void awaitLog(String function, List<String> anyOf) {
    await()
        .atMost(RunningPlatform.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(platform.log(function))
                    .anyMatch(line -> anyOf.stream().anyMatch(line::contains)));
  }

  private static Failing failing(
      String guest, String limits, int status, String type, String logged) {
    return new Failing(guest, limits, status, List.of(type), List.of(logged));
  }
}
