package dev.verge.loadtest.peers;

import dev.verge.loadtest.http.Call;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The Node.js peer's own server, with work that needs no packages. */
final class NodeServer {
  private NodeServer() {}

  /** Skips a test where there is no Node.js. */
  static void assumeThere() {
    Assumptions.assumeTrue(
        Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "node"))),
        "There is no node on the PATH.");
  }

  /**
   * How to start it.
   *
   * @param hello what it answers as {@code hello}
   */
  static PeerProcess.Start start(Path folder, String name, int port, String hello)
      throws IOException {
    Path work = folder.resolve(name + ".cjs");
    Files.writeString(
        work, "exports.work = { hello: () => ({ headers: {}, body: '%s' }) };".formatted(hello));
    return new PeerProcess.Start(
        List.of(
            "node",
            Path.of("peers/node/server.cjs").toAbsolutePath().toString(),
            String.valueOf(port),
            work.toString()),
        Map.of(),
        folder,
        folder.resolve(name + ".log"),
        hello(port),
        Duration.ofSeconds(30));
  }

  static Call hello(int port) {
    return new PeerTarget("node", "hello", port).call("GET", "/", "");
  }
}
