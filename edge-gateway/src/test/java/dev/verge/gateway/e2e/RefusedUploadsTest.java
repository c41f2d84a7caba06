package dev.verge.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verge.deploy.client.ClientException;
import dev.verge.deploy.client.Upload;
import dev.verge.isolate.FunctionId;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Uploads that cannot be served are refused with the reason, and change nothing: what was deployed
 * goes on serving.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedUploadsTest {
  private static final int MAX_MODULE_BYTES = 1 << 20;

  /**
   * A binary that no function can be made from.
   *
   * @param type the problem's
   * @param parts what its detail names
   */
  record Refused(String guest, String type, List<String> parts) {
    @Override
    public String toString() {
      return guest;
    }
  }

  static Stream<Refused> refused() {
    return Stream.of(
        refused("not-wasm", "not-wasm", "WebAssembly"),
        refused("wrong-version", "not-wasm"),
        refused("component", "component", "component"),
        refused("truncated", "malformed-module"),
        refused("huge-section", "malformed-module"),
        refused("huge-locals", "malformed-module"),
        refused("invalid", "malformed-module"),
        refused("empty-module", "no-entrypoint", "_start"),
        refused("no-entrypoint", "no-entrypoint", "_start"),
        refused("entrypoint-not-function", "no-entrypoint", "_start"),
        refused("entrypoint-wrong-type", "no-entrypoint", "_start"),
        refused("no-memory", "no-entrypoint", "memory"),
        refused("import-unknown", "unknown-import", "env.mystery"),
        refused("import-unknown-wasi", "unknown-import", "fd_teleport"),
        refused("import-wrong-type", "unknown-import", "fd_write", "i32"),
        refused("import-memory", "unknown-import", "memory"),
        refused("memory-min-too-large", "module-exceeds-limits", "memory"),
        refused("memory-above-limit", "module-exceeds-limits", "memory"),
        refused("table-min-too-large", "module-exceeds-limits", "table"),
        refused("start-traps", "trial-failed", "trapped: "),
        refused("start-exits", "trial-failed", "exited with code"),
        refused("data-outside", "trial-failed"),
        refused("initialize-traps", "trial-failed", "trapped: "),
        refused("start-loops", "trial-failed", "did not return"),
        refused("initialize-loops", "trial-failed", "did not return"),
        refused("proposal-exceptions", "unsupported-proposal", "exception handling"),
        refused("proposal-tail-call", "unsupported-proposal", "tail calls"),
        refused("proposal-gc", "unsupported-proposal", "garbage collection"),
        refused("proposal-threads", "unsupported-proposal", "threads"),
        refused("proposal-memory64", "unsupported-proposal", "memory64"),
        refused("proposal-multi-memory", "unsupported-proposal", "multi-memory"));
  }

  private RunningPlatform platform;

  @BeforeAll
  void start(@TempDir Path home) {
    platform =
        RunningPlatform.in(home, Map.of("max_module_bytes", Integer.toString(MAX_MODULE_BYTES)));
    platform.deploy("neighbour", Guests.path("echo"));
  }

  @AfterAll
  void stop() {
    platform.close();
  }

  @AfterEach
  void theNeighbourStillAnswersFromTheVersionItHad() {
    assertThat(platform.post("neighbour", "/", "still here").ok().text()).isEqualTo("still here");
    assertThat(platform.rest("GET", RunningPlatform.path("neighbour")).ok().json().path("active"))
        .hasToString("1");
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aBinaryThatCannotBeServedIsRefusedWithTheReason(Refused refused) {
    String detail =
        platform
            .upload(refused.guest(), Guests.bytes(refused.guest()))
            .problem(422, refused.type());

    assertThat(refused.parts()).allSatisfy(part -> assertThat(detail).contains(part));
    assertThat(platform.rest("GET", RunningPlatform.path(refused.guest())).status()).isEqualTo(404);
    platform.get(refused.guest(), "/").problem(404, "unknown-host");
  }

  @ParameterizedTest
  @ValueSource(strings = {"proposal-relaxed-simd", "proposal-extended-const"})
  void aProposalThatTheEngineRunsIsServed(String guest) {
    platform.upload(guest, Guests.bytes(guest)).ok(201);

    // It comes to its end, and has nothing to say.
    platform.get(guest, "/").problem(502, "no-response");
  }

  @Test
  void aNewVersionThatIsRefusedLeavesTheOldOneServing() {
    for (String guest : List.of("not-wasm", "import-unknown", "start-traps")) {
      assertThat(platform.upload("neighbour", Guests.bytes(guest)).status()).isEqualTo(422);
    }
  }

  @Test
  void aBinaryCutAtAnyPlaceIsRefused() {
    byte[] whole = Guests.bytes("wasi-all");
    for (int length : new int[] {0, 3, 4, 7, 9, whole.length / 3, whole.length - 1}) {
      Reply reply = platform.upload("cut", Arrays.copyOf(whole, length));
      reply.problem(422, "not-wasm", "malformed-module");
    }
  }

  @Test
  void anUploadBrokenOffHalfWayLeavesNothing() {
    byte[] module = Guests.bytes("echo-env");
    for (String function : List.of("neighbour", "half")) {
      Client connection = platform.connectToControlPlane();
      connection
          .send(
              """
              PUT %s HTTP/1.1
              Host: localhost
              Authorization: Bearer %s
              Content-Type: application/wasm
              Content-Length: %d

              """
                  .formatted(RunningPlatform.path(function), platform.token(), module.length))
          .send(Arrays.copyOf(module, module.length / 2));
      connection.reset();
    }

    assertThat(platform.rest("GET", RunningPlatform.path("half")).status()).isEqualTo(404);
    platform.get("half", "/").problem(404, "unknown-host");
    assertThat(platform.rest("GET", RunningPlatform.path("neighbour")).ok().json().path("versions"))
        .hasSize(1);
  }

  @Test
  void anUploadThatIsTooLargeIsRefusedBeforeItIsRead() {
    try (Client connection = platform.connectToControlPlane()) {
      connection.send(
          """
          PUT %s HTTP/1.1
          Host: localhost
          Authorization: Bearer %s
          Content-Type: application/wasm
          Content-Length: %d

          """
              .formatted(RunningPlatform.path("large"), platform.token(), MAX_MODULE_BYTES + 1));

      assertThat(connection.reply().problem(413, "upload-too-large")).contains("1048576");
    }
    assertThat(platform.rest("GET", RunningPlatform.path("large")).status()).isEqualTo(404);
  }

  @Test
  void anUploadThatTurnsOutTooLargeIsRefused() {
    try (Client connection = platform.connectToControlPlane()) {
      connection.send(
          """
          PUT %s HTTP/1.1
          Host: localhost
          Authorization: Bearer %s
          Content-Type: application/wasm
          Transfer-Encoding: chunked

          """
              .formatted(RunningPlatform.path("large"), platform.token()));
      connection.chunk("x".repeat(MAX_MODULE_BYTES)).chunk("and more");

      connection.reply().problem(413, "upload-too-large");
    }
  }

  @Test
  void aHostnameThatIsNoneIsRefusedByName() {
    for (String hostname :
        List.of("no_underscores.example", "two..dots", "-a.example", "a b", "")) {
      Reply reply = uploadClaiming("hostnames", hostname);

      assertThat(reply.problem(422, "invalid-hostname")).contains(hostname);
    }
    assertThat(platform.rest("GET", RunningPlatform.path("hostnames")).status()).isEqualTo(404);
  }

  @Test
  void aHostnameOfAnotherTenantIsRefused() {
    FunctionId theirs = new FunctionId("other", "shop");
    platform.deploy(
        theirs,
        new Upload(
            Guests.path("echo-env"),
            RunningPlatform.manifest("{\"hostnames\":[\"shop.example\"]}"),
            Optional.empty()));

    uploadClaiming("thief", "shop.example").problem(409, "hostname-taken");
    uploadClaiming("thief", "SHOP.Example").problem(409, "hostname-taken");
    Reply own = uploadClaiming("thief", "shop.other.localhost");
    assertThat(own.status()).isIn(409, 422);
    own.problem(own.status(), "hostname-taken", "invalid-hostname");

    assertThat(platform.send("shop.example", "GET", "/", Map.of(), "").ok().text())
        .contains("SERVER_NAME=shop.example");
  }

  @Test
  void withoutTheTokenNothingIsToldNorChanged() {
    byte[] module = Guests.bytes("echo-env");
    for (String authorization :
        List.of(
            "Bearer wrong", "Bearer ", "Basic cm9vdDpyb290", "Bearer " + platform.token() + "x")) {
      Map<String, String> headers =
          Map.of("Content-Type", "application/wasm", "Authorization", authorization);
      for (String[] call :
          new String[][] {
            {"PUT", RunningPlatform.path("neighbour")},
            {"GET", "/v1/functions"},
            {"GET", RunningPlatform.path("neighbour") + "/logs"},
            {"DELETE", RunningPlatform.path("neighbour")}
          }) {
        byte[] body = call[0].equals("PUT") ? module : new byte[0];
        Reply reply = platform.rest(call[0], call[1], headers, body);
        reply.problem(401, "unauthorized");
        assertThat(reply.text()).doesNotContain("\"versions\"").doesNotContain(platform.token());
      }
    }
  }

  @Test
  void theClientShowsTheReasonAsItWasGiven() {
    assertThatThrownBy(() -> platform.deploy("mystery", Guests.path("import-unknown")))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("env.mystery");
  }

  @Test
  void anUnknownKeyOfTheManifestIsRefusedByName() {
    assertThatThrownBy(
            () -> platform.deploy("keys", Guests.path("echo"), "{\"limits\":{\"memroy\":1}}"))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("limits.memroy");
  }

  private Reply uploadClaiming(String function, String hostname) {
    String boundary = "a-boundary";
    byte[] module = Guests.bytes("echo");
    byte[] head =
        """
        --%1$s
        Content-Disposition: form-data; name="manifest"
        Content-Type: application/json

        {"hostnames":["%2$s"]}
        --%1$s
        Content-Disposition: form-data; name="module"
        Content-Type: application/wasm

        """
            .formatted(boundary, hostname)
            .replace("\n", "\r\n")
            .getBytes(UTF_8);
    byte[] end = "\r\n--%s--\r\n".formatted(boundary).getBytes(UTF_8);
    var body = new ByteArrayOutputStream();
    body.writeBytes(head);
    body.writeBytes(module);
    body.writeBytes(end);
    return platform.rest(
        "PUT",
        RunningPlatform.path(function),
        "multipart/form-data; boundary=" + boundary,
        body.toByteArray());
  }

  private static Refused refused(String guest, String type, String... parts) {
    return new Refused(guest, type, List.of(parts));
  }
}
