package dev.verge.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.client.Upload;
import dev.verge.isolate.FunctionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What CGI and WASI promise to a guest, from the client's side. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuestsThatBehaveTest {
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
  void aGuestSeesItsArgumentsEnvironmentAndTheRequest() {
    platform.deploy(
        "env",
        Guests.path("echo-env"),
        "{\"args\":[\"one arg\",\"grüß\"],\"env\":{\"COLOUR\":\"blue\"}}");

    List<String> lines =
        platform
            .send(
                RunningPlatform.host("env"),
                "GET",
                "/a%20b/c?x=%41",
                Map.of("X-Tag", "v", "Proxy", "http://evil"),
                "")
            .ok()
            .text()
            .lines()
            .toList();

    assertThat(lines)
        .contains(
            "arg=one arg",
            "arg=grüß",
            "COLOUR=blue",
            "REQUEST_METHOD=GET",
            "PATH_INFO=/a b/c",
            "QUERY_STRING=x=%41",
            "REQUEST_URI=/a%20b/c?x=%41",
            "HTTP_X_TAG=v",
            "SERVER_NAME=" + RunningPlatform.host("env"),
            "GATEWAY_INTERFACE=CGI/1.1",
            "REMOTE_ADDR=127.0.0.1")
        .noneMatch(line -> line.startsWith("HTTP_PROXY"))
        .noneMatch(line -> line.contains("VERGE_") || line.startsWith("PATH="));
  }

  @Test
  void cookiesArriveInTheirOrder() {
    platform.deploy("cookies", Guests.path("cookies"));

    assertThat(platform.get("cookies", "/").ok().all("set-cookie"))
        .containsExactly("a=1; Path=/; HttpOnly", "b=2, still b", "a=3");
  }

  @Test
  void redirectsAreAsCgiSays() {
    platform.deploy("redirect", Guests.path("redirect"));

    assertThat(platform.get("redirect", "/?local").ok().text())
        .isEqualTo("landed by GET at /landed?from=local\n");
    Reply absolute = platform.get("redirect", "/?absolute").ok(302);
    assertThat(absolute.header("location")).startsWith("http");
    for (String kind : List.of("permanent", "document")) {
      Reply reply = platform.get("redirect", "/?" + kind);
      assertThat(reply.status()).isBetween(300, 399);
      assertThat(reply.header("location")).isNotEmpty();
      assertThat(reply.isWhole()).isTrue();
    }
  }

  @Test
  void everyStatusIsSentAndBodilessOnesHaveNoBody() {
    platform.deploy("status", Guests.path("status"));

    for (int status : new int[] {200, 201, 204, 304, 400, 404, 418, 500, 503}) {
      Reply reply = platform.get("status", "/?" + status).ok(status);
      if (status == 204 || status == 304) {
        assertThat(reply.body()).isEmpty();
      }
    }
  }

  @Test
  void aResponseWrittenByteByByteIsWhole() {
    platform.deploy("dribble", Guests.path("dribble"));

    Reply reply = platform.get("dribble", "/").ok(201);

    assertThat(reply.header("x-slow")).isEqualTo("yes");
    assertThat(reply.text().strip()).isEqualTo("byte by byte");
  }

  @Test
  void anUploadArrivesAsItWasSent() {
    platform.deploy("upload", Guests.path("upload"));
    String body = "0123456789abcdef".repeat(1 << 18);
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(UTF_8));

    assertThat(platform.post("upload", "/", body).ok().text())
        .contains("bytes=%d".formatted(body.length()), "crc32=%08x".formatted(crc.getValue()));
  }

  @Test
  void computingIsRight() {
    platform.deploy("busy", Guests.path("busy"));

    assertThat(platform.get("busy", "/?200").ok().text().strip()).isEqualTo("616c585103dbc732");
  }

  @Test
  void waitingCostsNoCpu() {
    platform.deploy(
        "sleep", Guests.path("sleep"), "{\"limits\":{\"cpu_ms\":1000,\"wall_ms\":60000}}");

    assertThat(platform.get("sleep", "/?1500").ok().text().strip()).isEqualTo("slept");
  }

  @Test
  void everyFunctionOfPreview1IsThere() {
    platform.deploy("linked", Guests.path("wasi-all"));

    assertThat(platform.get("linked", "/").ok().text().strip()).isEqualTo("linked");
  }

  @Test
  void aBodyThatIsNotReadDoesNotDisturbTheNextRequestOnTheConnection() {
    platform.deploy("read-never", Guests.path("read-never"));
    platform.deploy("echo", Guests.path("echo"));
    try (Client connection = platform.connect()) {
      for (int i = 0; i < 3; i++) {
        connection.request(
            "POST", RunningPlatform.host("read-never"), "/", Map.of(), new byte[10_000]);
        assertThat(connection.reply().ok().text()).isEqualTo("not interested\n");
        connection.request(
            "POST", RunningPlatform.host("echo"), "/", Map.of(), "ping".getBytes(UTF_8));
        assertThat(connection.reply().ok().text()).isEqualTo("ping");
      }
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() {
    platform.deploy("piped", Guests.path("echo-env"));
    platform.deploy("piped-sleep", Guests.path("sleep"));
    try (Client connection = platform.connect()) {
      connection.request(
          "GET", RunningPlatform.host("piped-sleep"), "/?300", Map.of(), new byte[0]);
      for (int i = 0; i < 5; i++) {
        connection.request("GET", RunningPlatform.host("piped"), "/?" + i, Map.of(), new byte[0]);
      }
      assertThat(connection.reply().ok().text().strip()).isEqualTo("slept");
      for (int i = 0; i < 5; i++) {
        assertThat(connection.reply().ok().text().lines()).contains("QUERY_STRING=" + i);
      }
    }
  }

  @Test
  void aSlowReaderOfARequestGetsAllOfIt() {
    platform.deploy("read-slowly", Guests.path("read-slowly"));
    String body = "x".repeat(100_000);

    assertThat(platform.post("read-slowly", "/", body).ok().text()).contains("read 100000 bytes");
  }

  @Test
  void assetsAreReadByTheNameOfTheirMountAndCannotBeChanged(@TempDir Path files)
      throws IOException {
    Files.createDirectories(files.resolve("dir/inner"));
    Files.writeString(files.resolve("dir/file.txt"), "content of a file");
    Files.writeString(files.resolve("top"), "top");
    platform.deploy(
        new FunctionId(RunningPlatform.TENANT, "assets"),
        new Upload(
            Guests.path("asset-reader"),
            RunningPlatform.manifest("{\"assets\":{\"mount\":\"/my/files\"}}"),
            Optional.of(files)));

    assertThat(platform.get("assets", "/my/files/dir/file.txt?read").ok().text())
        .isEqualTo("content of a file");
    assertThat(platform.get("assets", "/my/files/dir/file.txt?stat").ok().text())
        .isEqualTo("file 17\n");
    assertThat(platform.get("assets", "/my/files/dir?stat").ok().text()).startsWith("directory ");
    assertThat(platform.get("assets", "/my/files?list").ok().text().lines())
        .contains("dir", "top")
        .doesNotContain("file.txt");
    assertThat(platform.get("assets", "/my/files/dir/file.txt?change").ok().text().lines())
        .hasSizeGreaterThan(10)
        .noneMatch(line -> line.contains(": 0 "));
    assertThat(platform.get("assets", "/my/files/dir/file.txt?read").ok().text())
        .isEqualTo("content of a file");
    for (String outside :
        List.of(
            "/assets/top",
            "/my/files/nothing",
            "/my/files/../../etc/passwd",
            "/my/files/dir/../../../../etc/passwd",
            "/my/files/%2e%2e/%2e%2e/etc/passwd",
            "/etc/passwd",
            "/my/files/dir%2ffile.txt%2f")) {
      assertThat(platform.get("assets", outside + "?read").ok(404).text())
          .as(outside)
          .matches("(open|read): [1-9]\\d* .*\n");
    }
  }
}
