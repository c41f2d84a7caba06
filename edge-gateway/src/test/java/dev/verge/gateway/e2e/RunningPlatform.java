package dev.verge.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.verge.deploy.client.ControlPlaneClient;
import dev.verge.deploy.client.FunctionSource;
import dev.verge.deploy.client.Progress;
import dev.verge.deploy.client.Upload;
import dev.verge.deploy.client.VersionDocument;
import dev.verge.gateway.up.Asked;
import dev.verge.gateway.up.Platform;
import dev.verge.gateway.up.Settings;
import dev.verge.isolate.FunctionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Verge as {@code up} starts it, on free ports of loopback, in a state directory of its own.
 * Functions are of the tenant {@link #TENANT} unless a test says otherwise.
 */
public final class RunningPlatform implements AutoCloseable {
  public static final String TENANT = "acme";

  /** How long a condition is waited for; a loaded machine may need much of it. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern SAMPLE = Pattern.compile("^(\\w+)(?:\\{(.*)})? (\\S+)$");

  private final Path home;
  private final Settings settings;
  private Platform platform;
  private ControlPlaneClient client;

  private RunningPlatform(Path home, Settings settings) {
    this.home = home;
    this.settings = settings;
    open();
  }

  /**
   * Starts it.
   *
   * @param more settings beside ports and home
   */
  public static RunningPlatform in(Path home, Map<String, String> more) {
    Map<String, String> flags = new HashMap<>();
    flags.put("warm_up", "false");
    flags.putAll(more);
    flags.putAll(
        Map.of("home", home.toString(), "port", "0", "admin_port", "0", "samples", "false"));
    return new RunningPlatform(home, Settings.of(new Asked(flags, Map.of(), home)));
  }

  public static RunningPlatform in(Path home) {
    return in(home, Map.of());
  }

  /** Stops, and starts again in the same state directory; the ports are others then. */
  public void restart() {
    close();
    open();
  }

  private void open() {
    platform = Platform.start(settings, () -> {});
    client = ControlPlaneClient.of(platform.controlPlane(), token());
  }

  public String token() {
    try {
      return Files.readString(home.resolve("root-token")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // The data plane.

  /** The name under which a function answers unasked. */
  public static String host(String function) {
    return "%s.%s.localhost".formatted(function, TENANT);
  }

  /** Where functions answer. */
  public URI dataPlane() {
    return platform.dataPlane();
  }

  /** Where functions answer over TLS, when a setting says so. */
  public URI secureDataPlane() {
    return platform.secureDataPlane().orElseThrow();
  }

  public Client connect() {
    return Client.connect(platform.dataPlane());
  }

  /**
   * Connects to the data plane.
   *
   * @param receiveBytes the receive buffer's size
   */
  public Client connect(int receiveBytes) {
    return Client.connect(platform.dataPlane(), receiveBytes);
  }

  public Reply get(String function, String target) {
    return send(host(function), "GET", target, Map.of(), "");
  }

  public Reply post(String function, String target, String body) {
    return send(host(function), "POST", target, Map.of("Content-Type", "text/plain"), body);
  }

  /** Sends one request on a connection of its own. */
  public Reply send(
      String host, String method, String target, Map<String, String> headers, String body) {
    try (Client connection = connect()) {
      return connection.request(method, host, target, headers, body.getBytes(UTF_8)).reply(method);
    }
  }

  // The control plane.

  /** Deploys a module with the real client. */
  public VersionDocument deploy(String function, Path module) {
    return deploy(function, module, "{}");
  }

  /**
   * Deploys a module with the real client.
   *
   * @param manifest as JSON
   */
  public VersionDocument deploy(String function, Path module, String manifest) {
    return deploy(
        new FunctionId(TENANT, function), new Upload(module, manifest(manifest), Optional.empty()));
  }

  public VersionDocument deploy(FunctionId function, Upload upload) {
    return client.deploy(function, upload, true, Progress.NONE);
  }

  /** Deploys what a folder has, with what it puts into stores. */
  public VersionDocument deploy(FunctionId function, FunctionSource source) {
    client.fill(function.tenant(), source.data());
    return deploy(function, source.upload());
  }

  public static ObjectNode manifest(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  /** The REST path of a function. */
  public static String path(String function) {
    return "/v1/tenants/%s/functions/%s".formatted(TENANT, function);
  }

  /** Where the control plane answers. */
  public URI controlPlane() {
    return platform.controlPlane();
  }

  public Client connectToControlPlane() {
    return Client.connect(platform.controlPlane());
  }

  /** Speaks REST with the root token. */
  public Reply rest(String method, String path) {
    return rest(method, path, "application/json", "");
  }

  public Reply rest(String method, String path, String type, String body) {
    return rest(method, path, type, body.getBytes(UTF_8));
  }

  public Reply rest(String method, String path, String type, byte[] body) {
    return rest(
        method, path, Map.of("Content-Type", type, "Authorization", "Bearer " + token()), body);
  }

  public Reply rest(String method, String path, Map<String, String> headers, byte[] body) {
    try (Client connection = connectToControlPlane()) {
      return connection.request(method, "localhost", path, headers, body).reply(method);
    }
  }

  /** Uploads a module alone. */
  public Reply upload(String function, byte[] module) {
    return rest("PUT", path(function), "application/wasm", module);
  }

  public Reply activate(String function, int version) {
    return rest(
        "PUT",
        path(function) + "/deployment",
        "application/json",
        "{\"version\":%d}".formatted(version));
  }

  /** A function's log: the texts of its lines. */
  public List<String> log(String function) {
    Reply log = rest("GET", path(function) + "/logs?tail=10000").ok();
    return log.text()
        .lines()
        .map(
            line -> {
              try {
                return JSON.readTree(line).path("text").asText();
              } catch (JsonProcessingException e) {
                throw new AssertionError("Not a line of a log: " + line, e);
              }
            })
        .toList();
  }

  /** Waits for a line of a function's log that contains a text. */
  public void awaitLog(String function, String text) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(log(function)).anyMatch(line -> line.contains(text)));
  }

  /**
   * The sum of all series of a metric that have some labels.
   *
   * @param labels names and values by turns
   */
  public double metric(String name, String... labels) {
    Reply metrics = rest("GET", "/metrics", Map.of(), new byte[0]).ok();
    return metrics.text().lines().mapToDouble(line -> value(line, name, labels)).sum();
  }

  private static double value(String line, String name, String... labels) {
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches() || !sample.group(1).equals(name)) {
      return 0;
    }
    String has = sample.group(2) == null ? "" : sample.group(2) + ",";
    for (int i = 0; i < labels.length; i += 2) {
      if (!has.contains("%s=\"%s\",".formatted(labels[i], labels[i + 1]))) {
        return 0;
      }
    }
    return Double.parseDouble(sample.group(3));
  }

  /**
   * Waits until no guest serves a request of a function any more. A client may have the whole
   * response a little earlier than the isolate is idle.
   */
  public void awaitIdle(String function) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(metric("verge_requests_in_flight", "tenant", TENANT, "function", function))
                  .isZero();
              assertThat(isolates(function, "running")).isZero();
            });
  }

  /** Waits until an isolate of a function is ready that no request had yet. */
  public void awaitPrepared(String function) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(isolates(function, "prepared")).isEqualTo(1));
  }

  private double isolates(String function, String state) {
    return metric("verge_isolates", "state", state, "tenant", TENANT, "function", function);
  }

  @Override
  public void close() {
    client.close();
    platform.close();
  }
}
