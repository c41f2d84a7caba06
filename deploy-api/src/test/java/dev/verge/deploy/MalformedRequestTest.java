package dev.verge.deploy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.testing.RunningControlPlane;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not HTTP/1.1 gets a problem document over a bare socket, and the connection ends. */
class MalformedRequestTest {
  private static final int READ_MILLIS = 30_000;
  private static final JsonMapper JSON = new JsonMapper();
  private static RunningControlPlane platform;

  @BeforeAll
  static void start(@TempDir Path home) {
    platform = RunningControlPlane.in(home);
    platform.put("/v1/tenants/acme/kv-stores/s", "text/plain", new byte[0]).ok(204);
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage\r\n\r\n",
        "GET\r\n\r\n",
        "GET /healthz\r\n\r\n",
        "GET /healthz HTTP\r\n\r\n",
        "GET /health z HTTP/1.1\r\n\r\n",
        "\u0016\u0003\u0001\u0000\u00f4\u0001\u0000\u0000\u00f0\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost localhost\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHo st: localhost\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nX: a\u0000b\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"
      })
  void aHeadThatIsNoneIsToldSo(String request) throws IOException {
    refused(request, ProblemType.MALFORMED_REQUEST);
  }

  @Test
  void aFirstLineThatIsTooLongIsToldSo() throws IOException {
    String request = "GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted("a".repeat(13 << 10));
    assertThat(refused(request, ProblemType.URI_TOO_LONG)).contains("12288");
  }

  @Test
  void headersThatAreTooLongAreToldSo() throws IOException {
    String request =
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: %s\r\n\r\n".formatted("a".repeat(25 << 10));
    assertThat(refused(request, ProblemType.HEADERS_TOO_LARGE)).contains("24576");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not a size\r\n",
        "-1\r\n",
        "ffffffffffffffffffff\r\n",
        "3\r\nabcd\r\n0\r\n\r\n",
        "3\r\nabc\r\nx\r\n"
      })
  void aBodyWhoseChunksAreNoneIsToldSo(String chunks) throws IOException {
    String head =
        "PUT /v1/tenants/acme/kv-stores/s/keys/k HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nTransfer-Encoding: chunked\r\n\r\n"
            .formatted(platform.token());
    assertThat(refused(head + chunks, ProblemType.MALFORMED_REQUEST)).contains("chunks");
    platform.get("/v1/tenants/acme/kv-stores/s/keys/k").problem(ProblemType.NO_SUCH_KEY);
  }

  @Test
  void theNextConnectionIsServed() throws IOException {
    refused("garbage\r\n\r\n", ProblemType.MALFORMED_REQUEST);

    platform.get("/healthz").ok(200);
  }

  /** The problem's detail. */
  private static String refused(String request, ProblemType type) throws IOException {
    String answer = answer(request);
    // Of which version the request was may be what could not be read.
    assertThat(answer).matches("(?s)HTTP/1[.][01] %d .*".formatted(type.status()));
    int body = answer.indexOf("\r\n\r\n");
    assertThat(answer.substring(0, body).toLowerCase(Locale.ROOT))
        .contains("content-type: application/problem+json");
    JsonNode problem = JSON.readTree(answer.substring(body));
    assertThat(problem.path("type").asText()).isEqualTo(type.uri());
    return problem.path("detail").asText();
  }

  /** All that comes until the connection ends, without this side having ended it. */
  private static String answer(String request) throws IOException {
    InetSocketAddress address = platform.controlPlane().address();
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(READ_MILLIS);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (SocketException e) {
      throw new AssertionError("The connection was cut for " + request, e);
    }
  }
}
