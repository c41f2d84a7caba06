package dev.verge.deploy.vendor.fastly;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
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
                asked("/fastly/resources/stores/kv")
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
  void packagesAndOtherUploadsOfATenantShareTheirPlaces() throws Exception {
    String service =
        platform
            .send(
                asked("/fastly/service")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("name=shop&type=wasm")))
            .ok(200)
            .json()
            .path("id")
            .asText();
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        slow.add(
            begun(
                "/fastly/service/%s/version/1/package".formatted(service),
                "multipart/form-data; boundary=x",
                "Content-Length: 1000\r\nExpect: 100-continue"));
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

  @Test
  void ofABatchThatIsCutOffNothingIsStored() throws Exception {
    try (Socket socket = begun(batch, "application/x-ndjson", "Content-Length: 1000")) {
      socket.getOutputStream().write((LINE + LINE + LINE.substring(5)).getBytes(UTF_8));
    }
    // What comes later is through, and so is what was cut off.
    put(LINE.replace("\"a\"", "\"b\"")).ok(200);

    assertThat(platform.get("/v1/tenants/demo/kv-stores/pages/keys").ok(200).text())
        .contains("\"b\"")
        .doesNotContain("\"a\"");
  }

  @Test
  void aBatchWithALineThatIsRefusedSaysHowMuchOfItIsStoredAndSoDoesTheAuditLog() {
    Answer refused = put(LINE + LINE + "no entry\n" + LINE);

    assertThat(refused.ok(400).text()).contains("Line 3: ", "Those before it are stored.");
    assertThat(platform.get("/v1/audit").text()).contains("pages, 2 keys");
  }

  @Test
  void ofABatchThatIsTooLongNothingIsStored() {
    byte[] line =
        "{\"key\":\"a\",\"value\":\"%s\"}\n".formatted("A".repeat(16 << 20)).getBytes(UTF_8);
    platform
        .send(
            asked(batch)
                .PUT(
                    // Nobody says beforehand how long it is.
                    BodyPublishers.ofInputStream(
                        () ->
                            new SequenceInputStream(
                                Collections.enumeration(
                                    Stream.generate(() -> new ByteArrayInputStream(line))
                                        .limit(3)
                                        .toList())))))
        .ok(413);

    assertThat(platform.get("/v1/tenants/demo/kv-stores/pages/keys").ok(200).text())
        .doesNotContain("\"a\"");
  }

  private Answer put(String lines) {
    return platform.send(asked(batch).PUT(BodyPublishers.ofString(lines)));
  }

  private HttpRequest.Builder asked(String path) {
    return platform.anonymous(path).header("Fastly-Key", platform.token());
  }

  private Socket begun(String path, String type, String headers) throws IOException {
    Socket socket =
        new Socket(
            platform.controlPlane().address().getAddress(),
            platform.controlPlane().address().getPort());
    socket.setSoTimeout(20_000);
    socket
        .getOutputStream()
        .write(
            "PUT %s HTTP/1.1\r\nHost: localhost\r\nFastly-Key: %s\r\nContent-Type: %s\r\n%s\r\n\r\n"
                .formatted(path, platform.token(), type, headers)
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
