package dev.verge.loadtest.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.loadtest.FakePlatform;
import dev.verge.loadtest.http.LoadGenerator;
import dev.verge.loadtest.target.Target;
import dev.verge.loadtest.target.VergePlatform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A platform that speaks Verge's headers beside a real Node.js. */
class ComparisonsTest {
  private static final PeersPlan QUICK =
      new PeersPlan(
          3, Duration.ofMillis(100), Duration.ZERO, 2, 3, Duration.ZERO, 0, Duration.ofSeconds(10));

  @TempDir private Path folder;

  private final FakePlatform platform = new FakePlatform("demo/hello");
  private final Target verge =
      new VergePlatform(platform.controlPlane(), FakePlatform.TOKEN)
          .targets(List.of(), Optional.empty())
          .getFirst();
  private final LoadGenerator generator = new LoadGenerator(QUICK.timeout());
  private final Duel duel = new Duel(generator, QUICK);
  private final Comparisons comparisons = new Comparisons(QUICK, duel, _ -> {});

  @BeforeEach
  void needsNode() {
    NodeServer.assumeThere();
  }

  @AfterEach
  void stop() {
    generator.close();
    platform.close();
  }

  @Test
  void eachRoundLoadsBothAndGivesARatio() throws IOException {
    try (Running node = node("hello")) {
      comparisons.load("hello", verge, "node", node);
    }

    assertThat(comparisons.missing()).isEmpty();
    assertThat(comparisons.rows())
        .extracting(Row::figure)
        .containsExactly("throughput, 2 connections", "p50, 2 connections", "p99, 2 connections");
    assertThat(comparisons.rows())
        .allSatisfy(
            row -> {
              assertThat(row.ratios()).hasSize(3).allMatch(ratio -> ratio > 0);
              assertThat(row.note()).contains("C in Verge, JavaScript there");
            });
    assertThat(duel.errors()).isZero();
  }

  @Test
  void programsWithOtherAnswersAreNotCompared() throws IOException {
    try (Running node = node("Good morning")) {
      comparisons.load("hello", verge, "node", node);
    }

    assertThat(comparisons.rows()).isEmpty();
    assertThat(comparisons.missing())
        .singleElement()
        .asString()
        .contains("hello, node: the answers differ", "Good morning");
  }

  @Test
  void whatAColdStartAddsIsComparedByWhatThePlatformSaysOrElseByTurn() throws IOException {
    try (Running node = node("hello")) {
      comparisons.starts("hello", verge, "node", node);
    }

    assertThat(comparisons.rows())
        .extracting(Row::figure)
        .as("nothing was prepared")
        .containsExactly(
            "a cold start adds to p50", "first byte p50, cold", "first byte p50, warm");
  }

  @Test
  void aStateThatIsNotKnownCountsApart() throws IOException {
    platform.nameColdStarts("prepared");
    try (Running node = node("hello")) {
      comparisons.starts("hello", verge, "node", node);
    }

    assertThat(comparisons.rows())
        .extracting(Row::figure)
        .containsExactly("a prepared start adds to p50", "first byte p50, warm");
  }

  private Running node(String answer) throws IOException {
    int port = PeerProcess.freePort();
    PeerProcess process = PeerProcess.start(NodeServer.start(folder, "node", port, answer));
    Target hello = new PeerTarget("node", "hello", port);
    return new Running(process, Map.of("hello", hello), Map.of("hello", hello));
  }
}
