package dev.verge.deploy;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.requests.Ending;
import dev.verge.deploy.requests.RequestRecord;
import dev.verge.deploy.requests.RequestRing;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.exchange.Start;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the dashboard asks for beside what everybody does. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DashboardApiTest {
  private static final String HELLO = path("demo/hello");
  private static RunningControlPlane platform;

  @BeforeAll
  static void start(@TempDir Path home) throws IOException {
    platform = RunningControlPlane.beside(nothing(), home);
    platform.upload("demo/hello", Modules.command("one")).ok(201);
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  /** An address where nobody listens. */
  private static InetSocketAddress nothing() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }

  @Test
  void aTokenIsToldWhatItAllows() {
    JsonNode root = platform.get("/v1/token").ok(200).json();
    assertThat(root.path("id").asText()).isEqualTo("root");
    assertThat(root.path("scope").asText()).isEqualTo("admin");
    assertThat(root.has("tenant")).isFalse();

    JsonNode made =
        post("/v1/tokens", "{\"name\":\"looks\",\"scope\":\"read\",\"tenant\":\"demo\"}")
            .ok(201)
            .json();
    Answer own =
        platform.send(
            platform
                .anonymous("/v1/token")
                .header("Authorization", "Bearer " + made.path("token").asText())
                .GET());
    assertThat(own.ok(200).json())
        .hasToString(
            "{\"id\":\"%s\",\"name\":\"looks\",\"scope\":\"read\",\"tenant\":\"demo\"}"
                .formatted(made.path("id").asText()));
    assertThat(own.header("cache-control")).isEqualTo("no-store");
  }

  @Test
  void statisticsTellWhatWasCounted() {
    platform.upload("demo/counted", Modules.command("x")).ok(201);
    String statistics = path("demo/counted") + "/statistics";
    assertThat(platform.get(statistics).ok(200).json().path("intervals")).isEmpty();
    FunctionId function = new FunctionId("demo", "counted");
    RequestRing ring = platform.controlPlane().requests().of(function);
    for (int i = 0; i < 3; i++) {
      ring.put(record(ring.number(), function));
    }

    JsonNode told = platform.get(statistics + "?seconds=60").ok(200).json();

    assertThat(told.path("interval_s").asInt()).isEqualTo(10);
    JsonNode interval = told.at("/intervals/0");
    assertThat(interval.path("statuses")).hasToString("{\"5xx\":3}");
    assertThat(interval.path("spans").properties()).hasSize(3);
    int bucket = interval.at("/spans/cold/0/0").asInt();
    assertThat(interval.at("/spans/cold/0/1").asInt()).isEqualTo(3);
    assertThat(told.at("/bounds_us/" + (bucket - 1)).asDouble()).isLessThanOrEqualTo(600);
    assertThat(told.at("/bounds_us/" + bucket).asDouble()).isGreaterThan(600);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "3601", "-1", "x", "1&seconds=2"})
  void aTimeThatCannotBeToldOfIsRefused(String seconds) {
    platform.get(HELLO + "/statistics?seconds=" + seconds).problem(ProblemType.INVALID_PARAMETER);
  }

  @Test
  void isolatesThatAreAliveAreTold() {
    platform.upload("demo/alive", Modules.command("x")).ok(201);
    String isolates = path("demo/alive") + "/isolates";
    await().until(() -> platform.get(isolates).ok(200).json().path("isolates").size() == 1);

    JsonNode isolate = platform.get(isolates).json().at("/isolates/0");
    assertThat(isolate.path("state").asText()).isEqualTo("prepared");
    assertThat(isolate.path("version").asInt()).isEqualTo(1);
    assertThat(isolate.path("requests").asInt()).isZero();
    assertThat(isolate.path("weight_bytes").asLong()).isPositive();

    platform.delete(isolates).ok(200);
    await().until(() -> platform.get(isolates).ok(200).json().path("isolates").isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/statistics", "/isolates"})
  void ofAFunctionThatIsNotThereNothingIsTold(String what) {
    platform.get(path("demo/nobody") + what).problem(ProblemType.NO_SUCH_FUNCTION);
    platform.get(path("Demo!/nobody") + what).problem(ProblemType.INVALID_NAME);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"path\":\"elsewhere\"} | slash",
        "{\"path\":\"//a b\"} | slash",
        "{\"path\":\"/\\r\\nHost: elsewhere\"} | slash",
        "{\"path\":\"/#fragment\"} | slash",
        "{\"path\":\"http://elsewhere/\"} | slash",
        "{\"method\":\"CONNECT\"} | CONNECT",
        "{\"method\":\"GET /x HTTP/1.1\\r\\n\"} | word",
        "{\"method\":\"\"} | word",
        "{\"headers\":{\"Host\":\"elsewhere\"}} | Host",
        "{\"headers\":{\"transfer-encoding\":\"chunked\"}} | transfer-encoding",
        "{\"headers\":{\"a b\":\"c\"}} | name",
        "{\"headers\":{\"\":\"c\"}} | name",
        "{\"headers\":{\"a\":\"b\\r\\nHost: elsewhere\"}} | ASCII",
        "{\"body\":\"?\",\"encoding\":\"base64\"} | Base64",
        "{\"body\":\"?\",\"encoding\":\"rot13\"} | base64",
      })
  void aRequestThatWouldGoElsewhereOrBreakIsNotSent(String request, String named) {
    assertThat(post(HELLO + "/trial-requests", request).problem(ProblemType.INVALID_TRIAL_REQUEST))
        .contains(named);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{\"host\":\"elsewhere\"}",
        "{\"path\":1}",
        "{\"headers\":{\"a\":null}}",
        "{} {}"
      })
  void whatIsNoTrialRequestIsRefused(String request) {
    post(HELLO + "/trial-requests", request).problem(ProblemType.MALFORMED_JSON);
  }

  @Test
  void aTrialRequestIsBounded() {
    post(HELLO + "/trial-requests", "{\"body\":\"%s\"}".formatted("x".repeat(2 << 20)))
        .problem(ProblemType.UPLOAD_TOO_LARGE);
  }

  @Test
  void withoutADataPlaneThereIsNoAnswer() {
    assertThat(post(HELLO + "/trial-requests", "{}").problem(ProblemType.NO_ANSWER))
        .startsWith("The data plane gave no answer");
  }

  @Test
  void aTrialWithoutAnAnswerIsToldOfSinceItsFunctionMayHaveRun() {
    post(HELLO + "/trial-requests", "{\"path\":\"/pay?card=1\"}").problem(ProblemType.NO_ANSWER);

    JsonNode entry = platform.get("/v1/audit?limit=1").ok(200).json().at("/entries/0");
    assertThat(entry.path("action").asText()).isEqualTo("trial-request");
    assertThat(entry.path("detail").asText()).isEqualTo("GET /pay");
  }

  @Test
  void aFunctionThatIsNotDeployedIsNotTried() {
    platform.upload("demo/ended", Modules.command("x")).ok(201);
    platform.delete(path("demo/ended") + "/deployment").ok(204);
    post(path("demo/ended") + "/trial-requests", "{}").problem(ProblemType.NO_DEPLOYMENT);
    post(path("demo/nobody") + "/trial-requests", "{}").problem(ProblemType.NO_SUCH_FUNCTION);
    post(path("demo/ended") + "/trial-requests", "{\"version\":1}").problem(ProblemType.NO_ANSWER);
    for (int missing : new int[] {-1, 0, 2}) {
      post(path("demo/ended") + "/trial-requests", "{\"version\":%d}".formatted(missing))
          .problem(ProblemType.NO_SUCH_VERSION);
    }
  }

  private static RequestRecord record(long number, FunctionId function) {
    return new RequestRecord(
        number,
        System.currentTimeMillis(),
        "id",
        "GET",
        "/",
        "",
        new VersionId(function, 1),
        500,
        Ending.TRAPPED,
        Optional.of(new Start(Start.Kind.COLD, 600_000, 50_000)),
        700_000,
        800_000,
        0,
        0);
  }

  private static Answer post(String path, String json) {
    return platform.send(
        platform
            .request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json, UTF_8)));
  }
}
