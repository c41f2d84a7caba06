package dev.verge.deploy.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.testing.RunningControlPlane;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One life of a control plane, in a process of its own. */
final class Life implements AutoCloseable {
  private final Process process;
  private final String address;
  private final String token;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Life(Process process, String address, String token) {
    this.process = process;
    this.address = address;
    this.token = token;
  }

  /**
   * The process.
   *
   * @param args the home directory
   */
  public static void main(String[] args) throws IOException {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          failure.printStackTrace();
          Runtime.getRuntime().halt(1);
        });
    RunningControlPlane platform = RunningControlPlane.in(Path.of(args[0]));
    InetSocketAddress address = platform.controlPlane().address();
    System.out.printf("http://%s:%d%n", address.getHostString(), address.getPort());
  }

  /** Begins one. */
  static Life begin(Path home) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The engine's modules as this JVM has them, but no compiler: it only costs time here.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.contains("JVMCI"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dpolyglot.engine.WarnInterpreterOnly=false",
            "-cp",
            System.getProperty("java.class.path"),
            Life.class.getName(),
            home.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder said = new StringBuilder();
    BufferedReader output = process.inputReader();
    String line = output.readLine();
    while (line != null && !line.startsWith("http://")) {
      said.append(line).append('\n');
      line = output.readLine();
    }
    assertThat(line).as("It does not start again:%n%s", said).isNotNull();
    Thread.ofVirtual().start(() -> drain(output));
    return new Life(process, line, Files.readString(home.resolve("root-token")));
  }

  /** What it says has to go somewhere: a full pipe would stop it. */
  private static void drain(BufferedReader output) {
    try {
      output.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      // It was killed.
    }
  }

  /** Kills it, in the middle of whatever it does. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
    http.shutdownNow();
  }

  /** The answer to a request; empty when the life ended before it came. */
  Optional<HttpResponse<byte[]>> ask(String method, String path, String type, byte[] body) {
    return ask(method, path, type, body, token);
  }

  Optional<HttpResponse<byte[]>> ask(
      String method, String path, String type, byte[] body, String as) {
    try {
      return Optional.of(
          http.send(
              HttpRequest.newBuilder(URI.create(address + path))
                  .header("Authorization", "Bearer " + as)
                  .header("Content-Type", type)
                  .method(method, BodyPublishers.ofByteArray(body))
                  .build(),
              BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is at a path; it has to be there. */
  byte[] get(String path) {
    HttpResponse<byte[]> answer =
        ask("GET", path, "text/plain", new byte[0])
            .orElseThrow(() -> new UncheckedIOException(new IOException("No answer.")));
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return answer.body();
  }
}
