package dev.verge.isolate.platform.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class LogLineSplitterTest {
  private final List<LogLine> lines = new ArrayList<>();

  private final FunctionLog log =
      new FunctionLog() {
        @Override
        public FunctionLog endpoint(String name) {
          throw new UnsupportedOperationException();
        }

        @Override
        public void append(LogLine line) {
          lines.add(line);
        }

        @Override
        public List<LogLine> tail(int most) {
          return List.of();
        }

        @Override
        public boolean reaches(Instant second) {
          return false;
        }

        @Override
        public Following follow(int newest, Consumer<LogLine> listener) {
          return () -> {};
        }
      };

  private final LogLineSplitter splitter =
      new LogLineSplitter(log, LogLine.Source.STDERR, 2, "r-9", 64 * 1024);

  @Test
  void bytesBecomeLinesWhereverTheWritesAreCut() {
    for (byte one : "one\ntwo 🦊\r\n\nlast".getBytes(StandardCharsets.UTF_8)) {
      splitter.write(new byte[] {0, one, 0}, 1, 1);
    }
    assertThat(texts()).containsExactly("one", "two 🦊", "");
    splitter.close();
    assertThat(texts()).containsExactly("one", "two 🦊", "", "last");
    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(line.version()).isEqualTo(2);
              assertThat(line.request()).isEqualTo("r-9");
              assertThat(line.source()).isEqualTo(LogLine.Source.STDERR);
            });
  }

  @Test
  void nothingWrittenIsNoLine() {
    splitter.close();
    write(splitter, "a\n");
    splitter.close();
    assertThat(texts()).containsExactly("a");
  }

  @Test
  void bytesThatAreNoTextAreReplaced() {
    splitter.write(new byte[] {'a', (byte) 0xff, 'b', '\n'}, 0, 4);
    assertThat(texts()).containsExactly("a\ufffdb");
  }

  @Test
  void aLongLineIsCutAndTheNextOneIsNot() {
    write(splitter, "x".repeat(30_000) + "\nshort\n");
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst().text()).hasSize(LogLine.MAX_CHARS).endsWith("x…");
    assertThat(lines.getLast().text()).isEqualTo("short");
  }

  @Test
  void aLineOfTheGreatestLengthIsNotCut() {
    String text = "🦊".repeat(LogLine.MAX_CHARS / 2);
    write(splitter, text + "\n");
    assertThat(texts()).containsExactly(text);
    String wide = "€".repeat(LogLine.MAX_CHARS);
    write(new LogLineSplitter(log, LogLine.Source.STDERR, 1, "r", 100_000), wide + "\r\n");
    assertThat(lines.getLast().text()).isEqualTo(wide);
  }

  @Test
  void whatIsBeyondTheBudgetIsDroppedAndCountedInOneLine() {
    LogLineSplitter small = new LogLineSplitter(log, LogLine.Source.STDERR, 1, "r", 10);
    write(small, "12345\n");
    write(small, "6789abc\n");
    write(small, "more\n");
    small.close();
    assertThat(texts())
        .containsExactly("12345", "6789", "… 9 bytes dropped: the request used up its log_bytes.");
    assertThat(lines.getLast().source()).isEqualTo(LogLine.Source.VERGE);
    small.close();
    assertThat(lines).hasSize(3);
  }

  private static void write(LogLineSplitter splitter, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    splitter.write(bytes, 0, bytes.length);
  }

  private List<String> texts() {
    return lines.stream().map(LogLine::text).toList();
  }
}
