package dev.verge.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.requests.BackendCall;
import dev.verge.deploy.requests.BackendCalls;
import dev.verge.deploy.requests.Ending;
import dev.verge.deploy.requests.RequestRecord;
import dev.verge.deploy.requests.RequestRing;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.exchange.Start;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading what a function was asked, and following it. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RequestsTest {
  private static final FunctionId FUNCTION = new FunctionId("demo", "hello");
  private static final String REQUESTS = RunningControlPlane.path("demo/hello") + "/requests";
  private static final JsonMapper JSON = new JsonMapper();
  @TempDir Path home;
  private RunningControlPlane platform;

  @BeforeEach
  void start() {
    platform = RunningControlPlane.in(home);
    platform.upload("demo/hello", Modules.command("one")).ok(201);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void aRecordIsToldWhole() throws Exception {
    RequestRing ring = ring();
    ring.put(
        new RequestRecord(
            ring.number(),
            1_700_000_000_123L,
            "an-id",
            "POST",
            "/a/b",
            "c=d",
            new VersionId(FUNCTION, 3),
            201,
            Ending.SERVED,
            Optional.of(new Start(Start.Kind.PREPARED, 120_449, 30_000)),
            400_000,
            500_051,
            12,
            34,
            Optional.empty(),
            new BackendCalls(
                3,
                90_000,
                List.of(
                    new BackendCall(
                        "origin",
                        "GET",
                        "/x",
                        "y=z",
                        200,
                        Optional.empty(),
                        true,
                        1_000,
                        2_000,
                        3_000,
                        4),
                    new BackendCall(
                        "origin",
                        "GET",
                        "/down",
                        "",
                        0,
                        Optional.of("connection_refused"),
                        false,
                        5_000,
                        -1,
                        6_000,
                        0)))));

    assertThat(JSON.readTree(platform.get(REQUESTS).ok(200).text()))
        .isEqualTo(
            JSON.readTree(
                """
                {"time":"2023-11-14T22:13:20.123Z","request":"an-id","method":"POST","path":"/a/b?c=d",
                 "version":3,"status":201,"ending":"served","isolate":"prepared","start_us":120.4,
                 "instantiation_us":30.0,"first_byte_us":400.0,"total_us":500.1,"bytes_in":12,
                 "bytes_out":34,
                 "calls":{"count":3,"total_us":90.0,"first":[
                  {"backend":"origin","method":"GET","path":"/x?y=z","status":200,"cached":true,
                   "sent_us":1.0,"first_byte_us":2.0,"total_us":3.0,"bytes":4},
                  {"backend":"origin","method":"GET","path":"/down","error":"connection_refused",
                   "cached":false,"sent_us":5.0,"total_us":6.0,"bytes":0}]}}
                """));
  }

  @Test
  void whatARequestHasNotIsLeftOut() throws Exception {
    put("/", 499, Ending.CLIENT_GONE, Optional.empty(), 5_000);

    JsonNode request = JSON.readTree(platform.get(REQUESTS).ok(200).text());
    assertThat(request.path("isolate").asText()).isEqualTo("none");
    assertThat(request.path("ending").asText()).isEqualTo("client_gone");
    assertThat(request.has("start_us")).isFalse();
    assertThat(request.has("first_byte_us")).isFalse();
  }

  @Test
  void requestsAreFilteredByStatusStartAndDuration() {
    put("/1", 200, Ending.SERVED, started(Start.Kind.COLD), 900_000);
    put("/2", 200, Ending.SERVED, started(Start.Kind.WARM), 100_000);
    put("/3", 404, Ending.SERVED, started(Start.Kind.WARM), 200_000);
    put("/4", 500, Ending.TRAPPED, started(Start.Kind.PREPARED), 100_000);
    put("/5", 503, Ending.TOO_MANY_IN_FLIGHT, Optional.empty(), 10_000);

    assertThat(paths("")).containsExactly("/1", "/2", "/3", "/4", "/5");
    assertThat(paths("?limit=2")).containsExactly("/4", "/5");
    assertThat(paths("?limit=0")).isEmpty();
    assertThat(paths("?status=200")).containsExactly("/1", "/2");
    assertThat(paths("?status=200&limit=1")).containsExactly("/2");
    assertThat(paths("?status=5xx")).containsExactly("/4", "/5");
    assertThat(paths("?isolate=warm")).containsExactly("/2", "/3");
    assertThat(paths("?isolate=none")).containsExactly("/5");
    assertThat(paths("?min_us=200")).containsExactly("/1", "/3");
    assertThat(paths("?min_us=150&status=2xx&isolate=cold")).containsExactly("/1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=257",
        "limit=-1",
        "limit=x",
        "follow=yes",
        "status=0xx",
        "status=20",
        "status=2000",
        "status=",
        "isolate=hot",
        "min_us=-1",
        "min_us=10000000000",
        "status=200&status=201"
      })
  void aParameterThatIsWrongIsRefused(String query) {
    platform.get(REQUESTS + "?" + query).problem(ProblemType.INVALID_PARAMETER);
  }

  @Test
  void aFunctionThatIsNotThereHasNone() {
    platform
        .get(RunningControlPlane.path("demo/nobody") + "/requests")
        .problem(ProblemType.NO_SUCH_FUNCTION);
  }

  @Test
  void aDeletedFunctionTakesItsRequestsAlong() {
    put("/old", 200, Ending.SERVED, Optional.empty(), 1);

    platform.delete(RunningControlPlane.path("demo/hello")).ok(204);
    platform.upload("demo/hello", Modules.command("two")).ok(201);

    assertThat(paths("")).isEmpty();
  }

  @Test
  void aFollowerGetsTheNewestAndThenEachNewOneThatIsWanted() throws Exception {
    put("/before", 200, Ending.SERVED, Optional.empty(), 1);
    put("/last", 200, Ending.SERVED, Optional.empty(), 1);

    try (BufferedReader reader = follow("?follow=true&limit=1&status=2xx", "application/json")) {
      assertThat(path(reader)).isEqualTo("/last");
      put("/not-found", 404, Ending.SERVED, Optional.empty(), 1);
      put("/new", 204, Ending.SERVED, Optional.empty(), 1);
      assertThat(path(reader)).isEqualTo("/new");
    }
  }

  @Test
  void aFollowerGoesOnWithTheNextFunctionOfTheName() throws Exception {
    put("/old", 200, Ending.SERVED, Optional.empty(), 1);

    try (BufferedReader reader = follow("?follow=true&limit=1", "application/json")) {
      assertThat(path(reader)).isEqualTo("/old");
      platform.delete(RunningControlPlane.path("demo/hello")).ok(204);
      platform.upload("demo/hello", Modules.command("two")).ok(201);
      put("/new", 200, Ending.SERVED, Optional.empty(), 1);
      assertThat(path(reader)).isEqualTo("/new");
    }
  }

  @Test
  void aFollowerWithoutNewsSeesThatTheOtherEndIsAlive() throws Exception {
    try (BufferedReader lines = follow("?follow=true", "application/x-ndjson");
        BufferedReader events = follow("?follow=true", "text/event-stream")) {
      assertThat(lines.readLine()).isEmpty();
      assertThat(events.readLine()).isEqualTo(":");
      assertThat(events.readLine()).isEmpty();
      put("/news", 200, Ending.SERVED, Optional.empty(), 1);
      assertThat(path(lines)).isEqualTo("/news");
      assertThat(events.readLine()).startsWith("data: {").contains("\"path\":\"/news\"");
      assertThat(events.readLine()).isEmpty();
    }
  }

  @Test
  void aFollowerThatIsTooSlowIsToldHowMuchItMissed() throws Exception {
    int requests = 50_000;
    String padding = "x".repeat(200);
    try (Socket socket = slowFollower()) {
      for (int i = 0; i < requests; i++) {
        put("/" + i + "/" + padding, 200, Ending.SERVED, Optional.empty(), 1);
      }
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      int received = 0;
      int missed = 0;
      while (received + missed < requests) {
        String line = reader.readLine();
        if (line.startsWith("{")) {
          JsonNode document = JSON.readTree(line);
          if (document.has("missed")) {
            missed += document.path("missed").asInt();
          } else {
            // In order, and each gap where the missing ones would have been.
            assertThat(document.path("path").asText()).startsWith("/" + (received + missed) + "/");
            received++;
          }
        }
      }

      assertThat(missed).isPositive();
      assertThat(received + missed).isEqualTo(requests);
    }
  }

  @Test
  void aHeadRequestDoesNotFollow() {
    assertThat(
            platform
                .send(platform.request(REQUESTS + "?follow=true").HEAD())
                .ok(200)
                .header("content-type"))
        .isEqualTo("application/x-ndjson");
  }

  @Test
  void whatIsFollowedEndsWhenThePlatformStops() throws Exception {
    try (BufferedReader reader = follow("?follow=true", "application/x-ndjson")) {
      put("/one", 200, Ending.SERVED, Optional.empty(), 1);
      assertThat(path(reader)).isEqualTo("/one");

      platform.controlPlane().close();

      assertThat(reader.readLine()).isNull();
    }
  }

  private RequestRing ring() {
    return platform.controlPlane().requests().of(FUNCTION);
  }

  private void put(String path, int status, Ending ending, Optional<Start> start, long nanos) {
    RequestRing ring = ring();
    ring.put(
        new RequestRecord(
            ring.number(),
            System.currentTimeMillis(),
            "a-request",
            "GET",
            path,
            "",
            new VersionId(FUNCTION, 1),
            status,
            ending,
            start,
            -1,
            nanos,
            0,
            0));
  }

  private static Optional<Start> started(Start.Kind kind) {
    return Optional.of(new Start(kind, 1_000, 500));
  }

  private List<String> paths(String query) {
    return platform
        .get(REQUESTS + query)
        .ok(200)
        .text()
        .lines()
        .map(RequestsTest::json)
        .map(request -> request.path("path").asText())
        .toList();
  }

  private BufferedReader follow(String query, String accepted) {
    return new BufferedReader(
        new InputStreamReader(
            platform
                .send(
                    platform.request(REQUESTS + query).header("Accept", accepted).GET(),
                    BodyHandlers.ofInputStream())
                .body(),
            UTF_8));
  }

  private Socket slowFollower() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(platform.controlPlane().address());
    socket
        .getOutputStream()
        .write(
            "GET %s?follow=true HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(REQUESTS, platform.token())
                .getBytes(UTF_8));
    // The head is sent when the requests are being followed.
    assertThat(socket.getInputStream().read()).isEqualTo('H');
    return socket;
  }

  private static String path(BufferedReader reader) throws IOException {
    String line = reader.readLine();
    while (line.isEmpty()) {
      line = reader.readLine();
    }
    return json(line).path("path").asText();
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new AssertionError("Not JSON: " + line, e);
    }
  }
}
