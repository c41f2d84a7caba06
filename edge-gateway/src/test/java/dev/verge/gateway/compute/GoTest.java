package dev.verge.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.gateway.e2e.Client;
import dev.verge.gateway.e2e.Reply;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program made with {@code compute-sdk-go}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoTest {
  private static final String GUEST = "go";

  private Origin origin;
  private ComputePlatform platform;

  @BeforeAll
  void start(@TempDir Path home) {
    origin = Origin.start();
    platform = new ComputePlatform(home);
    platform.deploy(
        GUEST,
        origin.backend("origin", "health = \"healthy\"")
            + "[local_server.backends.refusing]\nurl = \"http://127.0.0.1:%d\"\n"
                .formatted(Misbehaving.refusing())
            + Stores.TOML);
  }

  @AfterAll
  void stop() {
    platform.close();
    origin.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/line                   | GET http://go.acme.localhost/line HTTP/1.1",
        "/client                 | client=127.0.0.1 server=127.0.0.1 requests=1 same=true",
        "/fetch                  | 200 GET /echo host=guest.example framing=none",
        "/fetch?backend=refusing | error 7",
        "/parallel               | 0,1,2",
        "/append                 | <appended>",
        "/backend?name=origin    | dynamic=false tls=false health=healthy",
        "/kv?key=cycle           | value about true [cycle] true",
        "/config?key=color       | \"blue\" true true",
        "/secret?key=password    | swordfish false",
        "/secret?key=other       | ' true'",
        "/geo?ip=192.0.2.1       | Lund SE 64500",
        "/device?agent=Example/1.0 | Box Example false",
        "/rate?entry=me          | false true true 180 true",
        "/simple?key=simple      | true made made true",
        "/core?key=core          | true core value about true false",
        "/purge?key=go           | purged",
        "/runtime                | true true ",
      })
  void theSdkDoesWhatItsDocumentationSays(String target, String told) {
    assertThat(platform.text(GUEST, target)).startsWith(told);
  }

  @Test
  void fieldsAndCookiesAreSent() {
    Reply reply = platform.send(GUEST, "GET", "/headers", Map.of("X-Many", "1"), "").ok(201);
    assertThat(reply.all("x-many")).containsExactly("a", "b");
    assertThat(reply.all("set-cookie")).containsExactly("one=1", "two=2");
    assertThat(reply.header("x-seen")).isEqualTo("1");
  }

  @Test
  void bodiesStreamThrough() {
    assertThat(platform.post(GUEST, "/echo", "e".repeat(200_000))).hasSize(200_000);
    assertThat(platform.post(GUEST, "/post", "through")).isEqualTo("200 through");
  }

  @Test
  void hintsGoAhead() {
    try (Client client = platform.raw(GUEST, "GET /hints HTTP/1.1", "")) {
      assertThat(client.head().status()).isEqualTo(103);
      assertThat(client.reply().ok().text()).isEqualTo("after the hints");
    }
  }

  @Test
  void aPanicIsA500AndInTheLog() {
    platform.get(GUEST, "/panic").problem(500, "exited");
    platform.running().awaitLog(GUEST, "the guest gives up");
  }
}
