package dev.verge.gateway.compute;

import dev.verge.deploy.client.FunctionSource;
import dev.verge.gateway.e2e.Client;
import dev.verge.gateway.e2e.Reply;
import dev.verge.gateway.e2e.RunningPlatform;
import dev.verge.isolate.FunctionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The running platform, and Compute projects as a developer has them: {@code fastly.toml} and
 * {@code bin/main.wasm}.
 */
final class ComputePlatform implements AutoCloseable {
  private final Path home;
  private final RunningPlatform platform;

  /**
   * @param home an empty folder
   */
  ComputePlatform(Path home) {
    this(home, Map.of());
  }

  /**
   * @param settings of the platform
   */
  ComputePlatform(Path home, Map<String, String> settings) {
    this.home = home;
    try {
      this.platform = RunningPlatform.in(Files.createDirectories(home.resolve("state")), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Deploys a project under the guest's name.
   *
   * @param localServer what follows in {@code fastly.toml}; tables with their whole names
   */
  void deploy(String guest, String localServer) {
    deploy(guest, guest, localServer);
  }

  /**
   * @param function the name to deploy under
   */
  void deploy(String function, String guest, String localServer) {
    Path project = home.resolve(function);
    try {
      Files.createDirectories(project.resolve("bin"));
      Files.copy(ComputeGuests.path(guest), project.resolve("bin").resolve("main.wasm"));
      Files.writeString(
          project.resolve("fastly.toml"),
          "manifest_version = 3\nname = \"%s\"\nlanguage = \"other\"\n%s"
              .formatted(function, localServer));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    platform.deploy(new FunctionId(RunningPlatform.TENANT, function), FunctionSource.of(project));
  }

  RunningPlatform running() {
    return platform;
  }

  Client connect() {
    return platform.connect();
  }

  Reply get(String function, String target) {
    return platform.get(function, target);
  }

  /** The text of a response that went well. */
  String text(String function, String target) {
    return get(function, target).ok().text();
  }

  Reply send(
      String function, String method, String target, Map<String, String> headers, String body) {
    return platform.send(RunningPlatform.host(function), method, target, headers, body);
  }

  /** The text of a response to a body that went well. */
  String post(String function, String target, String body) {
    return send(function, "POST", target, Map.of(), body).ok().text();
  }

  /** Sends a request in a connection's own words; {@code Host} is added. */
  Client raw(String function, String requestLine, String fields) {
    return connect()
        .send("%s\nHost: %s\n%s\n".formatted(requestLine, RunningPlatform.host(function), fields));
  }

  @Override
  public void close() {
    platform.close();
  }
}
