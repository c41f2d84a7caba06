package dev.verge.loadtest.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verge.loadtest.BenchException;
import dev.verge.loadtest.http.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With Node.js, as the peer of that name is run. */
class PeerProcessTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir private Path folder;

  private final int port = PeerProcess.freePort();

  @BeforeEach
  void needsNode() {
    NodeServer.assumeThere();
  }

  @Test
  void answersFromTheEndOfItsStartUntilItIsClosed() throws IOException {
    long pid;
    try (PeerProcess process = PeerProcess.start(NodeServer.start(folder, "peer", port, "Hello"))) {
      pid = process.pid();
      assertThat(Probe.ask(NodeServer.hello(port), TIMEOUT))
          .isEqualTo(new Probe.Response(200, "Hello"));
      assertThat(process.untilAnswer()).isPositive();
    }
    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThatThrownBy(() -> Probe.ask(NodeServer.hello(port), TIMEOUT))
        .isInstanceOf(IOException.class);
  }

  @Test
  void oneThatEndsAtOnceIsToldWithWhatItPrintedLast() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.cjs"), "throw new Error('no luck')");
    var start = start(List.of("node", broken.toString()), Duration.ofSeconds(30));

    assertThatThrownBy(() -> PeerProcess.start(start))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("node ended with 1")
        .hasMessageContaining("no luck");
  }

  @Test
  void oneThatNeverAnswersIsEnded() throws IOException {
    Path silent =
        Files.writeString(
            folder.resolve("silent.cjs"),
            "require('fs').writeFileSync('pid', String(process.pid)); setInterval(() => {}, 1e6)");
    var start = start(List.of("node", silent.toString()), Duration.ofSeconds(3));

    assertThatThrownBy(() -> PeerProcess.start(start))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("did not answer within 3 s");

    long pid = Long.parseLong(Files.readString(folder.resolve("pid")));
    assertThat(ProcessHandle.of(pid)).isEmpty();
  }

  @Test
  void aProgramThatIsNotThereIsToldByName() {
    var start = start(List.of("no-such-program"), TIMEOUT);

    assertThatThrownBy(() -> PeerProcess.start(start))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("no-such-program");
  }

  private PeerProcess.Start start(List<String> command, Duration patience) {
    return new PeerProcess.Start(
        command, Map.of(), folder, folder.resolve("log"), NodeServer.hello(port), patience);
  }
}
