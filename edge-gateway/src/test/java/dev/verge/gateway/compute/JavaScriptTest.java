package dev.verge.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.gateway.e2e.Client;
import dev.verge.gateway.e2e.Reply;
import dev.verge.gateway.e2e.RunningPlatform;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program made with {@code @fastly/js-compute}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaScriptTest {
  private static final String GUEST = "js";

  private Origin origin;
  private Misbehaving lying;
  private ComputePlatform platform;

  @BeforeAll
  void start(@TempDir Path home) {
    origin = Origin.start();
    lying = Misbehaving.saying("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort");
    platform = new ComputePlatform(home);
    platform.deploy(
        GUEST,
        origin.backend("origin")
            + lying.backend("lying")
            + "[local_server.backends.refusing]\nurl = \"http://127.0.0.1:%d\"\n"
                .formatted(Misbehaving.refusing())
            + Stores.TOML);
  }

  @AfterAll
  void stop() {
    platform.close();
    origin.close();
    lying.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/line                        | GET http://js.acme.localhost/line",
        "/client                      | client=127.0.0.1 server=127.0.0.1 tls=null id=true",
        "/fetch                       | 200 GET /echo host=guest.example framing=none",
        "/fetch-error?backend=refusing| DOMException NetworkError",
        "/fetch-parallel              | fast abc",
        "/fetch-gzip?auto=true        | null plain text",
        "/fetch-gzip?auto=false       | gzip packed",
        "/backend?name=origin         | origin dynamic=false tls=false unknown host=127.0.0.1",
        "/kv?key=cycle                | value about value! cycle null",
        "/config?key=color            | blue",
        "/config?key=size             | null",
        "/secret?key=password         | swordfish",
        "/secret?key=other            | none",
        "/geo?ip=192.0.2.1            | Lund SE 64500",
        "/device?agent=Example/1.0    | Box Example false",
        "/rate?entry=me               | false,true,true 180 true",
        "/simple?key=simple           | null made made null",
        "/core?key=core               | true core value true about 10 60000",
        "/random                      | true true",
        "/clock                       | true",
        "/vcpu                        | true",
        "/digest                      | 4d22004ddf819fce8f173e24eb5c151ca470bf94b6d4c6adf46f2bf7658d8c22",
      })
  void theSdkDoesWhatItsDocumentationSays(String target, String told) {
    assertThat(platform.text(GUEST, target)).startsWith(told);
  }

  @Test
  void bodiesStreamThrough() {
    Reply echo = platform.send(GUEST, "POST", "/echo", Map.of(), "e".repeat(200_000)).ok();
    assertThat(echo.body()).hasSize(200_000);
    assertThat(echo.header("x-method")).isEqualTo("POST");
    assertThat(platform.post(GUEST, "/chunks", "c".repeat(100_000))).isEqualTo("100000 bytes");
    Reply posted = platform.send(GUEST, "POST", "/fetch-post", Map.of(), "through").ok();
    assertThat(posted.text()).isEqualTo("through");
    assertThat(platform.post(GUEST, "/json", "{\"a\":[1]}")).isEqualTo("{\"got\":{\"a\":[1]}}");
  }

  @Test
  void aStreamIsStoredAlthoughNobodyWaitsForIt() {
    assertThat(platform.post(GUEST, "/kv-stream", "kept")).isEqualTo("put");
    await()
        .atMost(RunningPlatform.PATIENCE)
        .untilAsserted(
            () -> assertThat(platform.text(GUEST, "/kv-get?key=streamed")).isEqualTo("kept"));
  }

  @Test
  void responsesStream() {
    Reply reply = platform.get(GUEST, "/stream?chunks=5").ok();
    assertThat(reply.isChunked()).isTrue();
    assertThat(reply.text().lines()).hasSize(5);
    assertThat(platform.text(GUEST, "/rewrite")).isEqualTo("<html><h1>rewritten</h1></html>");
    assertThat(platform.get(GUEST, "/set-cookie").ok().all("set-cookie"))
        .containsExactly("a=1", "b=2");
    platform.get(GUEST, "/stream-error").broken();
  }

  @Test
  void hintsGoAhead() {
    try (Client client = platform.raw(GUEST, "GET /hints HTTP/1.1", "")) {
      assertThat(client.head().status()).isEqualTo(103);
      assertThat(client.reply().ok().text()).isEqualTo("after the hints");
    }
  }

  @Test
  void workGoesOnAfterTheResponse() {
    assertThat(platform.text(GUEST, "/wait-until")).isEqualTo("answered");
    platform.running().awaitIdle(GUEST);
    assertThat(origin.requests())
        .anyMatch(request -> request.target().toString().equals("/told?by=wait-until"));
  }

  @Test
  void everyRequestHasRandomBytesOfItsOwn() {
    assertThat(platform.text(GUEST, "/unique")).isNotEqualTo(platform.text(GUEST, "/unique"));
  }

  @Test
  void logsGoToTheFunctionsLog() {
    assertThat(platform.text(GUEST, "/log?line=from-javascript")).isEqualTo("logged");
    platform.running().awaitLog(GUEST, "from-javascript");
    platform.running().awaitLog(GUEST, "on standard output");
  }
}
