package dev.verge.isolate.platform.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.FunctionId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FunctionLogsTest {
  private static final FunctionId HELLO = new FunctionId("demo", "hello");
  private static final FunctionId OTHER = new FunctionId("demo", "other");
  private static final Instant TIME = Instant.parse("2026-11-22T20:00:00.123456789Z");

  @TempDir Path directory;
  private FunctionLogs logs;

  @BeforeEach
  void open() {
    logs = FunctionLogs.open(directory.resolve("logs"));
  }

  @AfterEach
  void close() {
    logs.close();
  }

  @Test
  void linesComeBackInOrderAndWhole() {
    LogLine first =
        new LogLine(TIME, 3, "r-1", LogLine.Source.STDERR, "tab\t quote\" ünï 🦊 \u0001");
    LogLine second = new LogLine(TIME, 4, "r-2", LogLine.Source.VERGE, "");
    logs.log(HELLO).append(first);
    logs.log(HELLO).append(second);
    assertThat(logs.log(HELLO).tail(10)).containsExactly(first, second);
    assertThat(logs.log(HELLO).tail(1)).containsExactly(second);
    assertThat(logs.log(HELLO).tail(0)).isEmpty();
    assertThat(logs.log(OTHER).tail(10)).isEmpty();
  }

  @Test
  void theFileHasOneJsonObjectALine() throws IOException {
    logs.log(HELLO).append(new LogLine(TIME, 3, "r-1", LogLine.Source.STDERR, "a \"b\""));
    logs.close();
    assertThat(Files.readString(directory.resolve("logs/demo/hello.log")))
        .isEqualTo(
            """
            {"time":"2026-11-22T20:00:00.123456789Z","version":3,"request":"r-1",\
            "source":"stderr","text":"a \\"b\\""}
            """);
  }

  @Test
  void aLogReachesToItsNewestLineAndNoFurther() {
    Instant tomorrow = Instant.now().plus(1, ChronoUnit.DAYS);
    assertThat(logs.log(HELLO).reaches(tomorrow)).isFalse();
    assertThat(logs.log(HELLO).reaches(TIME)).as("an earlier process may have written").isTrue();

    logs.log(HELLO).append(new LogLine(tomorrow, 1, "r-1", LogLine.Source.STDERR, "early"));
    logs.log(HELLO).append(new LogLine(TIME, 1, "r-2", LogLine.Source.STDERR, "late"));
    assertThat(logs.log(HELLO).reaches(tomorrow)).isTrue();
    assertThat(logs.log(HELLO).reaches(tomorrow.plusSeconds(1))).isFalse();
  }

  @Test
  void oneFunctionHasOneLog() {
    assertThat(logs.log(HELLO)).isSameAs(logs.log(new FunctionId("demo", "hello")));
    assertThat(logs.log(HELLO)).isNotSameAs(logs.log(OTHER));
  }

  @Test
  void linesSurviveARestart() {
    write(1, 5);
    restart();
    write(6, 7);
    assertThat(texts(logs.log(HELLO).tail(4))).containsExactly("4", "5", "6", "7");
  }

  @Test
  void aLineTornByACrashIsLeftOutAndTheNextOneIsNot() throws IOException {
    write(1, 2);
    logs.close();
    Files.writeString(
        directory.resolve("logs/demo/hello.log"),
        "{\"time\":\"2026-11-22T20:00:00Z\",\"version\":1,\"te",
        StandardOpenOption.APPEND);
    logs = FunctionLogs.open(directory.resolve("logs"));
    write(3, 3);
    assertThat(texts(logs.log(HELLO).tail(10))).containsExactly("1", "2", "3");
  }

  @Test
  void filesAreBoundedAndTheNewestLinesAreKept() throws IOException {
    String long8k = "x".repeat(LogLine.MAX_CHARS - 10);
    int count = 1600;
    for (int i = 0; i < count; i++) {
      logs.log(HELLO).append(line(i + " " + long8k));
    }
    logs.close();
    assertThat(Files.size(directory.resolve("logs/demo/hello.log")))
        .isLessThanOrEqualTo(LogFile.MAX_BYTES);
    assertThat(Files.size(directory.resolve("logs/demo/hello.log.1")))
        .isLessThanOrEqualTo(LogFile.MAX_BYTES);
    assertThat(directory.resolve("logs/demo")).isDirectoryNotContaining("glob:**.log.2");
    List<String> kept = texts(logs.log(HELLO).tail(Integer.MAX_VALUE));
    assertThat(kept.size()).isBetween(500, 1100);
    assertThat(kept.getLast()).startsWith(count - 1 + " ");
    assertThat(kept.getFirst()).startsWith(count - kept.size() + " ");
  }

  @Test
  void aFollowerGetsTheNewestLinesThenEveryLaterOneOnce() throws InterruptedException {
    write(1, 100);
    List<String> heard = new CopyOnWriteArrayList<>();
    Thread writer =
        Thread.ofVirtual()
            .start(
                () ->
                    IntStream.rangeClosed(101, 2000)
                        .forEach(i -> logs.log(HELLO).append(line(Integer.toString(i)))));
    FunctionLog.Following following = logs.log(HELLO).follow(5, line -> heard.add(line.text()));
    writer.join();
    await().until(() -> !heard.isEmpty() && heard.getLast().equals("2000"));
    int first = Integer.parseInt(heard.getFirst());
    assertThat(first).isGreaterThanOrEqualTo(96);
    assertThat(heard)
        .isEqualTo(IntStream.rangeClosed(first, 2000).mapToObj(Integer::toString).toList());

    following.close();
    logs.log(HELLO).append(line("unheard"));
    assertThat(texts(logs.log(HELLO).tail(1))).containsExactly("unheard");
    assertThat(heard).doesNotContain("unheard");
  }

  @Test
  void aListenerThatFailsIsNotCalledAgainAndDisturbsNobody() {
    List<String> heard = new CopyOnWriteArrayList<>();
    List<String> failed = new CopyOnWriteArrayList<>();
    logs.log(HELLO)
        .follow(
            line -> {
              failed.add(line.text());
              throw new IllegalStateException("a listener's mistake, as the test wants it");
            });
    logs.log(HELLO).follow(line -> heard.add(line.text()));
    write(1, 3);
    await().untilAsserted(() -> assertThat(heard).containsExactly("1", "2", "3"));
    assertThat(failed).containsExactly("1");
  }

  @Test
  void whenTheDiskCannotKeepUpLinesAreDroppedAndCounted() throws InterruptedException {
    CountDownLatch slow = new CountDownLatch(1);
    CountDownLatch writing = new CountDownLatch(1);
    logs.log(OTHER)
        .follow(
            line -> {
              writing.countDown();
              try {
                slow.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    logs.log(OTHER).append(line("stops the writer"));
    writing.await();
    int written = 10_000;
    for (int i = 1; i <= written; i++) {
      logs.log(HELLO).append(line("x"));
    }
    slow.countDown();

    await()
        .untilAsserted(
            () -> {
              List<LogLine> lines = logs.log(HELLO).tail(Integer.MAX_VALUE);
              LogLine notice =
                  lines.stream()
                      .filter(line -> line.source() == LogLine.Source.VERGE)
                      .findFirst()
                      .orElseThrow();
              int dropped = written - (lines.size() - 1);
              assertThat(dropped).isPositive();
              assertThat(notice.text()).startsWith(dropped + " lines dropped");
              assertThat(notice.version()).isEqualTo(1);
            });
  }

  @Test
  void whatAFailingDiskLosesIsCountedWhenItWorksAgain() throws IOException {
    Path inTheWay = directory.resolve("logs/demo");
    Files.writeString(inTheWay, "not a directory");
    logs.log(HELLO).append(line("lost"));
    logs.log(new FunctionId("else", "where")).append(line("written after"));
    await().until(() -> Files.exists(directory.resolve("logs/else/where.log")));
    Files.delete(inTheWay);

    write(1, 1);

    assertThat(texts(logs.log(HELLO).tail(10))).hasSize(2);
    assertThat(texts(logs.log(HELLO).tail(10)).getFirst()).startsWith("1 lines dropped");
  }

  @Test
  void aDeletedLogStaysDeletedWhateverGuestsStillWrite() {
    write(1, 3);
    logs.log(OTHER).append(line("neighbour"));
    FunctionLog before = logs.log(HELLO);
    logs.delete(HELLO);
    before.append(line("late"));
    logs.log(OTHER).append(line("after late"));
    assertThat(logs.log(OTHER).tail(5)).hasSize(2);
    assertThat(directory.resolve("logs/demo/hello.log")).doesNotExist();
    assertThat(before.tail(5)).isEmpty();
    write(7, 7);
    assertThat(texts(logs.log(HELLO).tail(5))).containsExactly("7");
  }

  @Test
  void aLogOfAnEarlierProcessCanBeDeletedAndWithItTheTenantsDirectory() {
    write(1, 1);
    restart();
    logs.delete(HELLO);
    assertThat(directory.resolve("logs/demo")).doesNotExist();
    logs.delete(HELLO);
  }

  @Test
  void closingWritesWhatIsQueued() {
    for (int i = 1; i <= 5000; i++) {
      logs.log(HELLO).append(line(Integer.toString(i)));
    }
    restart();
    assertThat(texts(logs.log(HELLO).tail(1))).containsExactly("5000");
  }

  @Test
  void aLongTextIsCutAndNeverInsideOfACharacter() {
    LogLine cut = line("x".repeat(LogLine.MAX_CHARS - 2) + "🦊 and more");
    assertThat(cut.text()).hasSize(LogLine.MAX_CHARS - 1).endsWith("x…");
    assertThat(line("y".repeat(LogLine.MAX_CHARS)).text()).hasSize(LogLine.MAX_CHARS).endsWith("y");
  }

  @Test
  void halfACharacterDoesNotStopTheLog() {
    logs.log(HELLO).append(line("\ud83e alone"));
    assertThat(texts(logs.log(HELLO).tail(1))).containsExactly("? alone");
  }

  @Test
  void linesThatAreNoLogLinesAreLeftOut() {
    for (String bad :
        List.of(
            "",
            "[]",
            "{",
            "17",
            "{\"time\":\"yesterday\"}",
            "{\"version\":\"x\"}",
            "{\"source\":\"me\"}")) {
      byte[] bytes = bad.getBytes(StandardCharsets.UTF_8);
      assertThat(LogJson.decode(bytes, 0, bytes.length)).as(bad).isEmpty();
    }
    byte[] extended = "{\"more\":{\"a\":[1]},\"text\":\"t\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(LogJson.decode(extended, 0, extended.length).orElseThrow().text()).isEqualTo("t");
  }

  /** Appends numbers, and waits until the last can be read back. */
  private void write(int from, int to) {
    for (int i = from; i <= to; i++) {
      logs.log(HELLO).append(line(Integer.toString(i)));
    }
    assertThat(texts(logs.log(HELLO).tail(1))).containsExactly(Integer.toString(to));
  }

  private void restart() {
    logs.close();
    logs = FunctionLogs.open(directory.resolve("logs"));
  }

  private static LogLine line(String text) {
    return new LogLine(TIME, 1, "r", LogLine.Source.STDERR, text);
  }

  private static List<String> texts(List<LogLine> lines) {
    return new ArrayList<>(lines.stream().map(LogLine::text).toList());
  }
}
