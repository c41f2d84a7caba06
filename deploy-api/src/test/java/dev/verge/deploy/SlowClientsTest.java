package dev.verge.deploy;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.http.Pace;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long the control plane waits for whom. */
class SlowClientsTest {
  private static final Pace PACE = new Pace(Duration.ofSeconds(2), 1 << 30);
  private static final int READ_MILLIS = 60_000;
  @TempDir Path home;
  private ServerSocket dataPlane;
  private RunningControlPlane platform;

  @BeforeEach
  void start() throws IOException {
    dataPlane = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    platform =
        RunningControlPlane.withPace(
            PACE, (InetSocketAddress) dataPlane.getLocalSocketAddress(), home);
  }

  @AfterEach
  void stop() throws IOException {
    platform.close();
    dataPlane.close();
  }

  @Test
  void aCallThatIsWorkedOnOutlivesAConnectionOnWhichNobodyAsks() throws Exception {
    platform.upload("demo/hello", Modules.command("x")).ok(201);
    CompletableFuture<HttpResponse<String>> answer =
        platform
            .client()
            .sendAsync(
                platform
                    .request(path("demo/hello") + "/trial-requests")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{}"))
                    .build(),
                BodyHandlers.ofString());
    try (Socket function = dataPlane.accept()) {
      awaitIdleConnectionToBeClosed();

      function
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi".getBytes(US_ASCII));
      assertThat(answer.get().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aResponseThatNobodyTakesIsCut() throws Exception {
    String key = "/v1/tenants/demo/kv-stores/pages/keys/large";
    // More than a socket keeps to be sent.
    byte[] value = new byte[24_000_000];
    platform.put(key, "text/plain", value).ok(200);
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(8 << 10);
      connect(socket);
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                  .formatted(key, platform.token())
                  .getBytes(US_ASCII));
      assertThat(socket.getInputStream().read()).isEqualTo('H');

      // Twice, since the first may begin before the response stands still.
      awaitIdleConnectionToBeClosed();
      awaitIdleConnectionToBeClosed();

      assertThat(bytesUntilCut(socket.getInputStream())).isLessThan(value.length);
    }
  }

  private void awaitIdleConnectionToBeClosed() throws IOException {
    try (Socket idle = new Socket()) {
      connect(idle);
      assertThat(idle.getInputStream().read()).isEqualTo(-1);
    }
  }

  private static long bytesUntilCut(InputStream input) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long bytes = 0;
    try {
      for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
        bytes += read;
      }
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
    return bytes;
  }

  private void connect(Socket socket) throws IOException {
    socket.connect(platform.controlPlane().address());
    socket.setSoTimeout(READ_MILLIS);
  }
}
