package dev.verge.deploy;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A browser that shows somebody else's page cannot be turned against the control plane. */
class OriginsTest {
  private static RunningControlPlane platform;

  @BeforeAll
  static void start(@TempDir Path home) {
    platform = RunningControlPlane.in(home);
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.example",
        "Host: evil.example:8788",
        "Host: localhost.evil.example",
        "Host: 192.0.2.1",
        "Host:",
        "Host: localhost\r\nHost: evil.example"
      })
  void aNameThatSomebodyElseGaveItIsRefusedBeforeTheToken(String host) throws Exception {
    assertThat(raw("GET /v1/functions HTTP/1.1\r\n%s\r\n".formatted(host)))
        .startsWith("HTTP/1.1 4")
        .doesNotStartWith("HTTP/1.1 401")
        .doesNotContain("\"functions\"");
  }

  @Test
  void aForeignNameIsToldToBeMisdirected() throws Exception {
    assertThat(raw("GET /v1/functions HTTP/1.1\r\nHost: evil.example\r\n"))
        .startsWith("HTTP/1.1 421 ")
        .contains("urn:verge:problem:misdirected-request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8788",
        "127.0.0.1",
        "[::1]:1",
        "a.localhost",
        RunningControlPlane.NAME,
        RunningControlPlane.NAME + ":443"
      })
  void namesOfThisMachineAndConfiguredOnesAreAnswered(String host) throws Exception {
    assertThat(raw("GET /v1/functions HTTP/1.1\r\nHost: %s\r\n".formatted(host)))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void whatIsOpenToAnybodyAnswersUnderAnyName() throws Exception {
    assertThat(raw("GET /healthz HTTP/1.1\r\nHost: verge:8788\r\n")).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example",
        "null",
        "http://127.0.0.1:1",
        "http://localhost",
        "http://hello.demo.localhost:8787",
        ""
      })
  void aPageOfAnotherOriginChangesNothing(String origin) {
    Answer upload =
        platform.send(
            platform
                .request(path("demo/hello"))
                .header("Origin", origin)
                .header("Content-Type", "application/wasm")
                .PUT(BodyPublishers.ofByteArray(Modules.command("x"))));

    upload.problem(ProblemType.FOREIGN_ORIGIN);
    assertThat(upload.header("access-control-allow-origin")).isEmpty();
    platform
        .send(platform.request(path("demo/hello")).header("Origin", origin).DELETE())
        .problem(ProblemType.FOREIGN_ORIGIN);
    platform.get(path("demo/hello")).problem(ProblemType.NO_SUCH_FUNCTION);
  }

  @Test
  void aPageOfItsOwnMayChangeThings() {
    InetSocketAddress address = platform.controlPlane().address();
    String origin =
        "http://%s:%d".formatted(address.getAddress().getHostAddress(), address.getPort());

    platform
        .send(
            platform
                .request("/v1/tenants/own")
                .header("Origin", origin)
                .PUT(BodyPublishers.noBody()))
        .ok(201);
  }

  @Test
  void aPageOfAnotherOriginIsAllowedNothingByCors() {
    Answer preflight =
        platform.send(
            platform
                .anonymous("/v1/functions")
                .header("Origin", "http://evil.example")
                .header("Access-Control-Request-Method", "GET")
                .method("OPTIONS", BodyPublishers.noBody()));
    Answer read =
        platform.send(
            platform.request("/v1/functions").header("Origin", "http://evil.example").GET());

    assertThat(preflight.status()).isGreaterThanOrEqualTo(400);
    assertThat(preflight.header("access-control-allow-origin")).isEmpty();
    assertThat(read.ok(200).header("access-control-allow-origin")).isEmpty();
  }

  /** Sends what no HTTP client would. */
  private static String raw(String head) throws IOException {
    InetSocketAddress address = platform.controlPlane().address();
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket
          .getOutputStream()
          .write(
              "%sAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                  .formatted(head, platform.token())
                  .getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
