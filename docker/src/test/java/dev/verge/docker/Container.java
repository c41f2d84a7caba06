package dev.verge.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A container that runs until closed. */
final class Container implements AutoCloseable {
  private final DockerEngine engine;
  private final String id;

  private Container(DockerEngine engine, String id) {
    this.engine = engine;
    this.id = id;
  }

  /**
   * Starts a container of an image, both planes on free ports of loopback, its health checked every
   * second, without the samples.
   *
   * @param options further options of docker run
   */
  static Container run(DockerEngine engine, String image, String... options) {
    List<String> words =
        new ArrayList<>(
            List.of("run", "--detach", "--health-interval", "1s", "--health-start-period", "1s"));
    words.addAll(List.of("--publish", "127.0.0.1::8787", "--publish", "127.0.0.1::8788"));
    words.addAll(List.of("--env", "VERGE_SAMPLES=false"));
    words.addAll(List.of(options));
    words.add(image);
    return new Container(engine, engine.docker(words.toArray(String[]::new)));
  }

  /** Waits for a verdict of the image's own health check. */
  void awaitHealth(String verdict) {
    await("health " + verdict)
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(500))
        .failFast(
            "the container ended",
            () -> assertThat(inspect("{{.State.Status}}")).as(this::logs).isNotEqualTo("exited"))
        .until(() -> inspect("{{.State.Health.Status}}").equals(verdict));
  }

  Verge verge() {
    return new Verge(published(8787), published(8788));
  }

  private URI published(int port) {
    return URI.create("http://" + engine.docker("port", id, port + "/tcp"));
  }

  String inspect(String format) {
    return engine.docker("inspect", "--format", format, id);
  }

  String exec(String... words) {
    List<String> all = new ArrayList<>(List.of("exec", id));
    all.addAll(List.of(words));
    return engine.docker(all.toArray(String[]::new));
  }

  String rootToken() {
    return exec("cat", "/var/lib/verge/root-token").strip();
  }

  /**
   * Sends SIGTERM, and SIGKILL when that does not end it in time.
   *
   * @return the exit status
   */
  int stop(Duration limit) {
    engine.docker("stop", "-t", Long.toString(limit.toSeconds()), id);
    return Integer.parseInt(inspect("{{.State.ExitCode}}"));
  }

  String logs() {
    Command logs = engine.attempt("logs", id);
    return logs.output() + "\n" + logs.errors();
  }

  @Override
  public void close() {
    engine.docker("rm", "--force", "--volumes", id);
  }
}
