package dev.verge.deploy;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.http.Pace;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.Multipart;
import dev.verge.deploy.testing.RunningControlPlane;
import dev.verge.deploy.testing.Tar;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are not well behaved, over raw sockets. */
class BrokenUploadTest {
  private static final String HELLO = path("demo/hello");
  private static final byte[] MODULE = Modules.commandOfBytes(500_000);
  @TempDir Path home;
  private RunningControlPlane platform;

  @BeforeEach
  void start() {
    platform = RunningControlPlane.in(home);
    platform.upload("demo/neighbour", Modules.command("neighbour")).ok(201);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void anUploadThatIsCutOffHalfWayLeavesNothingBehind() throws Exception {
    try (Socket socket = connect()) {
      begin(socket, "application/wasm", "Content-Length: " + MODULE.length);
      socket.getOutputStream().write(MODULE, 0, MODULE.length / 2);
      awaitReceiving();
    }

    awaitNothingLeft("broken_off");
  }

  @Test
  void aMultipartUploadThatIsCutOffLeavesNothingBehind() throws Exception {
    byte[] body = new Multipart().module(MODULE).assets(MODULE).end();
    try (Socket socket = connect()) {
      begin(socket, Multipart.TYPE, "Content-Length: " + body.length);
      socket.getOutputStream().write(body, 0, body.length * 3 / 4);
      await().until(() -> platform.files("tmp").size() == 2);
    }

    awaitNothingLeft("broken_off");
  }

  @Test
  void aChunkedUploadThatIsCutOffLeavesNothingBehind() throws Exception {
    try (Socket socket = connect()) {
      begin(socket, "application/wasm", "Transfer-Encoding: chunked");
      OutputStream out = socket.getOutputStream();
      out.write("186a0\r\n".getBytes(US_ASCII));
      out.write(MODULE, 0, 100_000);
      out.write("\r\n".getBytes(US_ASCII));
      awaitReceiving();
    }

    awaitNothingLeft("broken_off");
  }

  @Test
  void aChunkedUploadThatIsNoLongerHttpLeavesNothingBehind() throws Exception {
    try (Socket socket = connect()) {
      begin(socket, "application/wasm", "Transfer-Encoding: chunked");
      OutputStream out = socket.getOutputStream();
      out.write("186a0\r\n".getBytes(US_ASCII));
      out.write(MODULE, 0, 100_000);
      awaitReceiving();
      out.write("\r\nnot a length\r\n".getBytes(US_ASCII));

      awaitNothingLeft("broken_off");
    }
  }

  @Test
  void aPackageThatIsCutOffLeavesNothingBehind() throws Exception {
    byte[] noise = new byte[500_000];
    new Random(1).nextBytes(noise);
    byte[] archive =
        new Tar()
            .file("p/fastly.toml", "")
            .file("p/noise", noise)
            .file("p/bin/main.wasm", MODULE)
            .end();
    try (Socket socket = connect()) {
      begin(socket, "application/gzip", "Content-Length: " + archive.length);
      socket.getOutputStream().write(archive, 0, archive.length / 2);
    }

    awaitNothingLeft("broken_off");
  }

  @Test
  void aValueThatIsCutOffLeavesTheEntryAsItWas() throws Exception {
    String key = "/v1/tenants/demo/kv-stores/pages/keys/index";
    platform.put(key, "text/plain", "old".getBytes(US_ASCII)).ok(200);
    try (Socket socket = connect()) {
      begin(socket, key, "text/plain", "Content-Length: " + MODULE.length);
      socket.getOutputStream().write(MODULE, 0, MODULE.length / 2);
    }

    platform.close(); // lets what is in progress end
    platform = RunningControlPlane.in(home);
    assertThat(platform.get(key).ok(200).text()).isEqualTo("old");
  }

  @Test
  void bodiesThatStandStillGiveTheirPlacesBack() throws Exception {
    platform.close();
    platform = RunningControlPlane.withPace(new Pace(Duration.ofSeconds(3), 1 << 20), home);
    List<Socket> idlers = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        Socket socket = connect();
        idlers.add(socket);
        begin(socket, "application/wasm", "Content-Length: " + MODULE.length);
        socket.getOutputStream().write(MODULE, 0, 100);
      }
      await().until(() -> platform.files("tmp").size() == 4);

      platform.upload("demo/neighbour", Modules.command("waits for a place")).ok(201);

      for (Socket socket : idlers) {
        assertThat(line(socket)).startsWith("HTTP/1.1 408 ");
      }
    } finally {
      for (Socket socket : idlers) {
        socket.close();
      }
    }
    assertThat(platform.files("tmp")).isEmpty();
    platform.get(HELLO).problem(ProblemType.NO_SUCH_FUNCTION);
  }

  @Test
  void aBodyWhoseTokenIsRevokedMeanwhileIsNotStored() throws Exception {
    JsonNode token = made("demo");
    try (Socket socket = connect()) {
      begin(socket, token, HELLO, "Content-Length: " + MODULE.length);
      socket.getOutputStream().write(MODULE, 0, MODULE.length / 2);
      awaitReceiving();

      platform.delete("/v1/tokens/" + token.path("id").asText()).ok(204);
      socket.getOutputStream().write(MODULE, MODULE.length / 2, MODULE.length - MODULE.length / 2);

      assertThat(line(socket)).startsWith("HTTP/1.1 401 ");
    }
    awaitNothingLeft("refused");
  }

  @Test
  void aBodyWhoseTenantIsSomebodyElsesByItsEndIsNotStored() throws Exception {
    platform.put("/v1/tenants/acme", "application/json", "{}".getBytes(US_ASCII)).ok(201);
    try (Socket socket = connect()) {
      begin(socket, made("acme"), path("acme/hello"), "Content-Length: " + MODULE.length);
      socket.getOutputStream().write(MODULE, 0, MODULE.length / 2);
      awaitReceiving();

      platform.delete("/v1/tenants/acme").ok(204);
      platform.put("/v1/tenants/acme", "application/json", "{}".getBytes(US_ASCII)).ok(201);
      socket.getOutputStream().write(MODULE, MODULE.length / 2, MODULE.length - MODULE.length / 2);

      assertThat(line(socket)).startsWith("HTTP/1.1 401 ");
    }
    awaitNothingLeft("refused");
    platform.get(path("acme/hello")).problem(ProblemType.NO_SUCH_FUNCTION);
  }

  private JsonNode made(String tenant) {
    return platform
        .send(
            platform
                .request("/v1/tokens")
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"name\":\"t\",\"scope\":\"deploy\",\"tenant\":\"%s\"}"
                            .formatted(tenant))))
        .ok(201)
        .json();
  }

  @Test
  void aClientThatAwaitsContinueIsRefusedBeforeItSends() throws Exception {
    try (Socket socket = connect()) {
      begin(socket, "application/wasm", "Content-Length: 999999999\r\nExpect: 100-continue");

      assertThat(line(socket)).startsWith("HTTP/1.1 413 ");
    }
    awaitNothingLeft("refused");
  }

  @Test
  void aClientThatAwaitsContinueGetsIt() throws Exception {
    try (Socket socket = connect()) {
      begin(
          socket,
          "application/wasm",
          "Content-Length: %d\r\nExpect: 100-continue".formatted(MODULE.length));
      assertThat(line(socket)).startsWith("HTTP/1.1 100 ");
      assertThat(line(socket)).isEmpty();
      socket.getOutputStream().write(MODULE);
      assertThat(line(socket)).startsWith("HTTP/1.1 201 ");
    }
  }

  @Test
  void anotherExpectationIsRefused() throws Exception {
    try (Socket socket = connect()) {
      begin(socket, "application/wasm", "Content-Length: 3\r\nExpect: the-impossible");
      assertThat(line(socket)).startsWith("HTTP/1.1 417 ");
    }
  }

  @Test
  void aRefusalReachesAClientThatStillSends() throws Exception {
    byte[] garbage = new byte[4 << 20];
    try (Socket socket = connect()) {
      begin(socket, "application/wasm", "Content-Length: " + garbage.length);
      socket.getOutputStream().write(garbage);

      assertThat(line(socket)).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void whatIsNotHttpGetsAProblemDocument() throws Exception {
    assertThat(answerTo("nonsense\r\n\r\n")).contains(" 400 ", ProblemType.MALFORMED_REQUEST.uri());
    assertThat(answerTo("GET /%s HTTP/1.1\r\n\r\n".formatted("x".repeat(20_000))))
        .contains(" 414 ", ProblemType.URI_TOO_LONG.uri());
    assertThat(answerTo("GET / HTTP/1.1\r\nX: %s\r\n\r\n".formatted("x".repeat(30_000))))
        .contains(" 431 ", ProblemType.HEADERS_TOO_LARGE.uri());
  }

  @Test
  void aPathOrQueryThatIsNotPercentEncodedGetsAProblemDocument() throws Exception {
    for (String target : List.of("/v1/tenants/%zz/functions", "/%", HELLO + "?activate=%zz")) {
      assertThat(
              answerTo(
                  "PUT %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                      .formatted(target, platform.token())))
          .contains(" 400 ", ProblemType.MALFORMED_REQUEST.uri());
    }
  }

  @Test
  void noWayOfWritingAPathGoesAroundTheToken() throws Exception {
    for (String target :
        List.of(
            "/v1/functions",
            "/v1/functions/",
            "//v1/functions",
            "/v1//functions",
            "/./v1/functions",
            "/docs/../v1/functions",
            "/docs/%2e%2e/v1/functions",
            "/%76%31/functions",
            "/v1/functions;x",
            "/v1/functions?x",
            "/v1/%66unctions",
            "http://localhost/v1/functions",
            "/V1/functions",
            "v1/functions")) {
      String answer =
          answerTo(
              "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(target));
      assertThat(answer).as(target).containsPattern("^HTTP/1.1 (400|401|404) ");
    }
  }

  private String answerTo(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  private Socket connect() throws IOException {
    Socket socket =
        new Socket(
            platform.controlPlane().address().getAddress(),
            platform.controlPlane().address().getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private void begin(Socket socket, String type, String headers) throws IOException {
    begin(socket, HELLO, type, headers);
  }

  private static void begin(Socket socket, JsonNode token, String path, String headers)
      throws IOException {
    begin(socket, token.path("token").asText(), path, "application/wasm", headers);
  }

  private void begin(Socket socket, String path, String type, String headers) throws IOException {
    begin(socket, platform.token(), path, type, headers);
  }

  private static void begin(Socket socket, String token, String path, String type, String headers)
      throws IOException {
    String head =
        "PUT %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\n%s\r\n\r\n"
            .formatted(path, token, type, headers);
    socket.getOutputStream().write(head.getBytes(US_ASCII));
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

  private void awaitReceiving() {
    await()
        .until(() -> platform.files("tmp").stream().anyMatch(file -> file.toFile().length() > 0));
  }

  private void awaitNothingLeft(String outcome) {
    await().until(() -> uploads(outcome) == 1);
    assertThat(platform.files("tmp")).isEmpty();
    assertThat(platform.files("blobs")).hasSize(1);
    platform.get(HELLO).problem(ProblemType.NO_SUCH_FUNCTION);
    assertThat(platform.controlPlane().routes().lookup("neighbour.demo.localhost")).isPresent();
  }

  private double uploads(String outcome) {
    String name = "verge_uploads_total{outcome=\"%s\",} ".formatted(outcome);
    return Arrays.stream(platform.get("/metrics").text().split("\n", -1))
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElseThrow();
  }
}
