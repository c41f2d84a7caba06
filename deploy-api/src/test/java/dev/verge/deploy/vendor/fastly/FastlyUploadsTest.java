package dev.verge.deploy.vendor.fastly;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What much that is sent to Fastly's API costs, and what becomes of it when it does not all come.
 */
class FastlyUploadsTest {
  private static final String LINE = "{\"key\":\"a\",\"value\":\"YQ==\"}\n";
  @TempDir Path home;
  private RunningControlPlane platform;
  private String batch;

  @BeforeEach
  void start() {
    platform = RunningControlPlane.in(home);
    String store =
        platform
            .send(
                platform
                    .anonymous("/fastly/resources/stores/kv")
                    .header("Fastly-Key", platform.token())
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"name\":\"pages\"}")))
            .ok(201)
            .json()
            .path("id")
            .asText();
    batch = "/fastly/resources/stores/kv/%s/batch".formatted(store);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void batchesAndUploadsOfATenantShareTheirPlaces() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        slow.add(begun("Content-Length: 1000\r\nExpect: 100-continue"));
        assertThat(line(slow.getLast())).startsWith("HTTP/1.1 100 ");
      }
      CompletableFuture<Integer> upload =
          CompletableFuture.supplyAsync(
              () -> platform.upload("demo/hello", Modules.command("one")).status());
      platform.upload("acme/hello", Modules.command("one")).ok(201);
      assertThat(upload).isNotDone();

      slow.removeFirst().close();
      assertThat(upload.get()).isEqualTo(201);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private Socket begun(String headers) throws IOException {
    Socket socket =
        new Socket(
            platform.controlPlane().address().getAddress(),
            platform.controlPlane().address().getPort());
    socket.setSoTimeout(20_000);
    socket
        .getOutputStream()
        .write(
            "PUT %s HTTP/1.1\r\nHost: localhost\r\nFastly-Key: %s\r\nContent-Type: application/x-ndjson\r\n%s\r\n\r\n"
                .formatted(batch, platform.token(), headers)
                .getBytes(US_ASCII));
    return socket;
  }

  private static String line(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int read = socket.getInputStream().read();
        read >= 0 && read != '\n';
        read = socket.getInputStream().read()) {
      line.append((char) read);
    }
    return line.toString().strip();
  }
}
