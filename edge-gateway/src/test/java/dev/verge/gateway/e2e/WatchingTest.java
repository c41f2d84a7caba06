package dev.verge.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one sees of a function's requests while it serves them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchingTest {
  private static final JsonMapper JSON = new JsonMapper();

  private RunningPlatform platform;

  @BeforeAll
  void start(@TempDir Path home) {
    platform = RunningPlatform.in(home);
  }

  @AfterAll
  void stop() {
    platform.close();
  }

  @Test
  void aFollowerSeesEachRequestAsItsClientSawIt() throws IOException {
    platform.deploy("seen", Guests.path("echo"));
    try (Follower follower = follow("seen", "")) {
      for (String body : new String[] {"first", "second one", "third"}) {
        Reply reply = platform.post("seen", "/to/" + body.length() + "?x=1", body).ok();
        JsonNode record = follower.next();

        assertThat(record.path("request").asText()).isEqualTo(reply.header("x-verge-request-id"));
        assertThat(record.path("method").asText()).isEqualTo("POST");
        assertThat(record.path("path").asText()).isEqualTo("/to/" + body.length() + "?x=1");
        assertThat(record.path("version").asInt()).isEqualTo(1);
        assertThat(record.path("status").asInt()).isEqualTo(200);
        assertThat(record.path("ending").asText()).isEqualTo("served");
        assertThat(record.path("isolate").asText()).isEqualTo(reply.header("x-verge-isolate"));
        assertThat(record.path("start_us").asText())
            .isEqualTo(reply.header("x-verge-cold-start-us"));
        assertThat(record.path("instantiation_us").asText())
            .isEqualTo(reply.header("x-verge-instantiation-us"));
        assertThat(record.path("first_byte_us").asDouble())
            .isBetween(record.path("start_us").asDouble(), record.path("total_us").asDouble());
        assertThat(record.path("bytes_in").asInt()).isEqualTo(body.length());
        assertThat(record.path("bytes_out").asInt()).isEqualTo(body.length());
      }
      platform.deploy("seen", Guests.path("echo"));
      platform.post("seen", "/", "again").ok();
      assertThat(follower.next().path("version").asInt()).isEqualTo(2);
    }
  }

  @Test
  void errorsAndFaultsAreSeenByWhatWentWrong() throws IOException {
    platform.deploy("status", Guests.path("status"));
    platform.deploy("trap", Guests.path("trap-divide"));
    platform.deploy("exit", Guests.path("exit-before-head"));
    platform.deploy("slow", Guests.path("sleep"), "{\"limits\":{\"wall_ms\":200}}");

    try (Follower follower = follow("status", "&status=4xx")) {
      platform.get("status", "/?200").ok();
      platform.get("status", "/?404").ok(404);
      JsonNode record = follower.next();
      assertThat(record.path("path").asText()).isEqualTo("/?404");
      assertThat(record.path("ending").asText()).isEqualTo("served");
    }
    assertThat(fault("trap")).isEqualTo("500 trapped");
    assertThat(fault("exit")).isEqualTo("500 exited");
    assertThat(fault("slow")).isEqualTo("504 wall_clock");
  }

  @Test
  void aClientThatLeavesIsSeen() throws IOException {
    platform.deploy("left", Guests.path("write-forever"));
    try (Follower follower = follow("left", "");
        Client connection = platform.connect(16 << 10)) {
      connection.request("GET", RunningPlatform.host("left"), "/", Map.of(), new byte[0]);
      assertThat(connection.head().status()).isEqualTo(200);
      // Its head alone may have come by now.
      assertThat(connection.bodyText(1)).isNotEmpty();
      connection.reset();

      JsonNode record = follower.next();
      assertThat(record.path("ending").asText()).isEqualTo("client_gone");
      assertThat(record.path("status").asInt()).isEqualTo(200);
      assertThat(record.path("bytes_out").asLong()).isPositive();
    }
  }

  @Test
  void aReaderThatStopsReadingHoldsUpNoRequestAndMissesNoneUntold() throws IOException {
    int requests = 5_000;
    String path = "/" + "p".repeat(250);
    platform.deploy("busy", Guests.path("status"));
    try (Follower follower = follow("busy", "")) {
      try (Client connection = platform.connect()) {
        for (int i = 0; i < requests; i++) {
          connection
              .request("GET", RunningPlatform.host("busy"), path + "?200", Map.of(), new byte[0])
              .reply()
              .ok();
        }
      }
      long told = 0;
      while (told < requests) {
        JsonNode document = follower.next();
        told += document.path("missed").asLong(1);
      }
      assertThat(told).isEqualTo(requests);
    }
  }

  @Test
  void whatAClientSendsForgesNoRecord() throws IOException {
    platform.deploy("forged", Guests.path("status"));
    try (Follower follower = follow("forged", "")) {
      try (Client connection = platform.connect()) {
        connection.send(
            "GET /\"},{\"x\":\"\\n?200 HTTP/1.1\nHost: %s\n\n"
                .formatted(RunningPlatform.host("forged")));
        connection.reply().ok();
      }
      JsonNode record = follower.next();
      assertThat(record.path("path").asText()).isEqualTo("/\"},{\"x\":\"\\n?200");
      assertThat(record.has("x")).isFalse();
    }
  }

  /** Status and ending of a request that fails. */
  private String fault(String function) throws IOException {
    try (Follower follower = follow(function, "")) {
      assertThat(platform.get(function, "/?600000").status()).isGreaterThanOrEqualTo(500);
      JsonNode record = follower.next();
      return record.path("status").asText() + " " + record.path("ending").asText();
    }
  }

  private Follower follow(String function, String parameters) {
    return new Follower(platform, function, parameters);
  }

  /** Follows a function's requests from now on. */
  private static final class Follower implements AutoCloseable {
    private final Client connection;
    private final StringBuilder received = new StringBuilder();

    Follower(RunningPlatform platform, String function, String parameters) {
      connection = platform.connectToControlPlane();
      connection.request(
          "GET",
          "localhost",
          RunningPlatform.path(function) + "/requests?follow=true&limit=0" + parameters,
          Map.of("Authorization", "Bearer " + platform.token()),
          new byte[0]);
      assertThat(connection.head().status()).isEqualTo(200);
    }

    /** The next document; signs of life are left out. */
    JsonNode next() throws IOException {
      while (true) {
        int end = received.indexOf("\n");
        if (end > 0) {
          String line = received.substring(0, end);
          received.delete(0, end + 1);
          return JSON.readTree(line);
        }
        if (end == 0) {
          received.deleteCharAt(0);
        } else {
          received.append(connection.bodyText(1));
        }
      }
    }

    @Override
    public void close() {
      connection.close();
    }
  }
}
