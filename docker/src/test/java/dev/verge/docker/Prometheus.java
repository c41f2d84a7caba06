package dev.verge.docker;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A running Prometheus with our configuration. */
final class Prometheus implements AutoCloseable {
  private static final Path CONFIGURATION = Repository.DOCKER.resolve("prometheus.yml");

  private final Process process;
  private final URI address;

  private Prometheus(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** The folder with the programs. Skips the test when they cannot be had. */
  static Path programs(Path directory) {
    Command script =
        Command.run(
            Duration.ofMinutes(5),
            Map.of(),
            List.of(Repository.script("prometheus").toString(), directory.toString()));
    if (script.status() == Command.NOT_HERE) {
      throw NotHere.because(script.errors());
    }
    return Path.of(script.succeeded().output());
  }

  /** What promtool says of our configuration. */
  static Command check(Path programs) {
    return Command.run(
        Duration.ofMinutes(1),
        Map.of(),
        List.of(
            programs.resolve("promtool").toString(), "check", "config", CONFIGURATION.toString()));
  }

  /** Starts it on our configuration, with another target and a scrape every second. */
  static Prometheus start(Path programs, Path directory, URI target) throws IOException {
    String configuration =
        Files.readString(CONFIGURATION)
            .replace("verge:8788", target.getAuthority())
            .replaceAll("scrape_interval: \\w+", "scrape_interval: 1s");
    Path file = Files.writeString(directory.resolve("prometheus.yml"), configuration);
    String listen = "127.0.0.1:" + PlatformProcess.freePort();
    Process process =
        new ProcessBuilder(
                programs.resolve("prometheus").toString(),
                "--config.file=" + file,
                "--storage.tsdb.path=" + directory.resolve("series"),
                "--web.listen-address=" + listen)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile())
            .start();
    Prometheus prometheus = new Prometheus(process, URI.create("http://" + listen));
    await("Prometheus")
        .atMost(Duration.ofMinutes(2))
        .ignoreException(UncheckedIOException.class)
        .until(() -> prometheus.get("/-/ready").statusCode() == 200);
    return prometheus;
  }

  /** The samples that an expression gives now; a bad expression throws. */
  List<JsonNode> query(String expression) throws IOException {
    return data("/api/v1/query?query=" + encoded(expression)).path("result").valueStream().toList();
  }

  /** The values of a label among the series of a selector. */
  List<String> labelValues(String selector, String label) throws IOException {
    return data("/api/v1/label/" + label + "/values?match[]=" + encoded(selector))
        .valueStream()
        .map(JsonNode::asText)
        .toList();
  }

  private JsonNode data(String path) throws IOException {
    JsonNode answer = new JsonMapper().readTree(get(path.replace("[]", "%5B%5D")).body());
    if (!answer.path("status").asText().equals("success")) {
      throw new AssertionError(path + ": " + answer);
    }
    return answer.path("data");
  }

  private HttpResponse<String> get(String path) {
    return Verge.send(HttpRequest.newBuilder(address.resolve(path)).GET());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
