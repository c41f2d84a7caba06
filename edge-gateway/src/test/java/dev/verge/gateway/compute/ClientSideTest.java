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
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as guests made with the Rust crate see them, and responses as clients get them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientSideTest {
  private static final String GUEST = "rust";
  private static final String HOST = "rust.acme.localhost";

  private ComputePlatform platform;

  @BeforeAll
  void start(@TempDir Path home) {
    platform = new ComputePlatform(home);
    platform.deploy(
        GUEST, "[local_server]\nfake_valid_fastly_keys = [\"let-me-purge\", \"me-too\"]\n");
  }

  @AfterAll
  void stop() {
    platform.close();
  }

  // The request.

  @Test
  void theGuestSeesMethodUriAndVersion() {
    assertThat(platform.text(GUEST, "/downstream/line?a=b%20c&d"))
        .isEqualTo("GET http://%s/downstream/line?a=b%%20c&d HTTP/1.1".formatted(HOST));
    assertThat(platform.send(GUEST, "BREW", "/downstream/line", Map.of(), "").ok().text())
        .startsWith("BREW http://");
  }

  @Test
  void duplicateFieldsKeepTheirOrder() {
    try (Client client =
        platform.raw(
            GUEST,
            "GET /downstream/headers HTTP/1.1",
            "X-B: 1\nX-A: first\nX-B: 2\nx-a: second, third\nX-B: 3\n")) {
      assertThat(client.reply().ok().text().lines().sorted().toList())
          .containsExactly("x-a: first", "x-a: second, third", "x-b: 1", "x-b: 2", "x-b: 3");
    }
    try (Client client =
        platform.raw(
            GUEST, "GET /downstream/values?name=x-b HTTP/1.1", "X-B: 1\nX-A: 0\nX-B: 2\n")) {
      assertThat(client.reply().ok().text()).isEqualTo("1 | 2");
    }
  }

  @Test
  void theFieldsThatTheClientSentAreKnownInItsOwnSpelling() {
    try (Client client =
        platform.raw(GUEST, "GET /downstream/original HTTP/1.1", "X-Mixed-Case: 1\nx-lower: 2\n")) {
      assertThat(client.reply().ok().text()).isEqualTo("X-Mixed-Case,x-lower true");
    }
  }

  @Test
  void aBufferThatIsTooSmallForOneValueIsToldTheSizeItNeeds() {
    try (Client client =
        platform.raw(
            GUEST,
            "GET /raw/values?name=x-v&buffer=8 HTTP/1.1",
            "X-V: one\nX-V: two\nX-V: three\n")) {
      // Each value has a terminating NUL; two of four bytes fit into eight, and one of six.
      assertThat(client.reply().ok().text()).isEqualTo("one;two;>2 three;>-1");
    }
    try (Client client =
        platform.raw(
            GUEST, "GET /raw/values?name=x-v&buffer=4 HTTP/1.1", "X-V: one\nX-V: longer\n")) {
      assertThat(client.reply().ok().text()).isEqualTo("one;>1 status 4 needs 7");
    }
  }

  @Test
  void addressesAndRequestIdAreKnown() {
    assertThat(platform.text(GUEST, "/downstream/client"))
        .isEqualTo("client=127.0.0.1 server=127.0.0.1 id=true");
    assertThat(platform.text(GUEST, "/raw/downstream"))
        .startsWith("client 0 [127, 0, 0, 1], server 0 [127, 0, 0, 1], headers 0 true, id 0,");
  }

  @Test
  void withoutTlsThereIsNothingToSayOfIt() {
    assertThat(platform.text(GUEST, "/downstream/tls"))
        .isEqualTo(
            "protocol=None cipher=None server=None ja3=false ja4=false hello=false"
                + " certificate=None verified=None");
  }

  @Test
  void nothingIsKnownOfBotsAndProxiesUnlessTheClientClaimsIt() {
    assertThat(platform.text(GUEST, "/downstream/bot"))
        .isEqualTo("analyzed=false detected=false name=None category=None kind=None verified=None");
    assertThat(platform.text(GUEST, "/downstream/proxy"))
        .isEqualTo("anonymous=None vpn=None tor=None service=None");
  }

  @ParameterizedTest
  @CsvSource({"let-me-purge,true", "me-too,true", "guess,false"})
  void aFastlyKeyIsValidWhenItIsConfigured(String key, String valid) {
    Reply reply = platform.send(GUEST, "GET", "/downstream/key", Map.of("Fastly-Key", key), "");
    assertThat(reply.ok().text()).isEqualTo(valid);
  }

  // Its body.

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_537, 3_000_000})
  void bodiesOfAnySizeArriveWhole(int size) {
    assertThat(platform.post(GUEST, "/downstream/body", "a".repeat(size)))
        .isEqualTo("%d bytes, sum %d".formatted(size, 97L * size));
  }

  @Test
  void theLengthOfABodyIsKnownWhenTheClientSaysIt() {
    assertThat(platform.post(GUEST, "/downstream/body-length", "12345")).isEqualTo("Some(5)");
    try (Client client = platform.connect().begin(HOST, "/downstream/body-length")) {
      client.chunk("123").lastChunk();
      assertThat(client.reply().ok().text()).isEqualTo("None");
    }
  }

  @Test
  void aPrefixCanBeReadAndTheWholeAfterwards() {
    assertThat(platform.post(GUEST, "/downstream/body-prefix", "hello, world"))
        .isEqualTo("hello of hello, world");
  }

  @Test
  void aGuestNeedNotReadTheBody() {
    assertThat(platform.post(GUEST, "/downstream/body-part", "part" + "x".repeat(500_000)))
        .isEqualTo("part");
  }

  @Test
  void aBodyIsReadWhileItComes() {
    try (Client client = platform.connect().begin(HOST, "/answer/append-to-stream")) {
      client.chunk("one ").chunk("two");
      Reply head = client.head();
      assertThat(client.bodyText(1)).startsWith("<");
      client.lastChunk();
      assertThat(client.rest(head).text()).endsWith(">");
    }
  }

  // The response.

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 299, 404, 418, 500, 599})
  void anyStatusGoesThrough(int status) {
    assertThat(platform.get(GUEST, "/answer/status/" + status).ok(status).text())
        .isEqualTo("status " + status);
  }

  @Test
  void fieldsAreSetAppendedAndRemoved() {
    Reply reply = platform.get(GUEST, "/answer/headers").ok();

    assertThat(reply.all("x-many")).containsExactly("a", "b");
    assertThat(reply.all("set-cookie")).containsExactly("one=1; Path=/", "two=2");
    assertThat(reply.header("x-set")).isEqualTo("new");
    assertThat(reply.all("x-gone")).isEmpty();
    assertThat(reply.header("x-report")).isEqualTo("Some(\"1\") [\"a\", \"b\"]");
  }

  @Test
  void aStreamedResponseIsChunkedAndComesWhole() {
    Reply reply = platform.get(GUEST, "/answer/stream?chunks=100").ok();

    assertThat(reply.isChunked()).isTrue();
    assertThat(reply.text().lines()).hasSize(100).endsWith("chunk 99");
    assertThat(platform.get(GUEST, "/answer/large?blocks=100").ok().body()).hasSize(6_553_600);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/answer/abandon", "/answer/dropped"})
  void aResponseThatIsGivenUpIsCutOff(String target) {
    platform.get(GUEST, target).broken();
  }

  @Test
  void bodiesAreAppendedToBodies() {
    Reply reply = platform.get(GUEST, "/answer/append").ok();

    assertThat(reply.text()).isEqualTo("one two three");
    assertThat(reply.header("x-length")).isEqualTo("Some(13)");
    assertThat(reply.header("content-length")).isEqualTo("13");
    assertThat(platform.text(GUEST, "/answer/front")).isEqualTo("abc");
  }

  @Test
  void earlyHintsGoAheadOfTheResponse() {
    try (Client client = platform.raw(GUEST, "GET /answer/hints HTTP/1.1", "")) {
      Reply hints = client.head();
      assertThat(hints.status()).isEqualTo(103);
      assertThat(hints.header("link")).isEqualTo("</style.css>; rel=preload");
      assertThat(client.reply().ok().text()).isEqualTo("after the hints");
    }
  }

  @Test
  void theFramingIsTheHostsUnlessTheGuestWantsItsOwn() {
    Reply wrong = platform.get(GUEST, "/answer/wrong-length").ok();
    assertThat(wrong.text()).isEqualTo("0123456789");
    assertThat(wrong.header("content-length")).isEqualTo("10");
    assertThat(platform.get(GUEST, "/answer/manual-length").ok().text()).isEqualTo("0123456789");
  }

  @Test
  void aGuestMayCloseTheConnection() {
    assertThat(platform.get(GUEST, "/answer/close").ok().header("connection")).isEqualTo("close");
  }

  @Test
  void aGuestThatSendsNothingGetsAnEmptyResponseSent() {
    assertThat(platform.get(GUEST, "/answer/nothing").ok().body()).isEmpty();
    assertThat(platform.get(GUEST, "/answer/empty").ok(204).body()).isEmpty();
  }

  @Test
  void bytesGoThroughAsTheyAre() {
    byte[] body = platform.get(GUEST, "/answer/binary").ok().body();
    assertThat(body).hasSize(256);
    assertThat(body[255]).isEqualTo((byte) 255);
    assertThat(platform.get(GUEST, "/answer/latin").ok().header("x-latin")).isEqualTo("caf\u00e9");
    assertThat(platform.get(GUEST, "/answer/redirect").ok(303).header("location"))
        .isEqualTo("/elsewhere?a=b");
    Reply echo =
        platform.send(GUEST, "POST", "/answer/echo", Map.of("Content-Type", "text/css"), "a { }");
    assertThat(echo.ok().text()).isEqualTo("a { }");
    assertThat(echo.header("content-type")).isEqualTo("text/css");
  }

  @Test
  void aResponseToHeadHasNoBody() {
    Reply reply = platform.send(GUEST, "HEAD", "/answer/append", Map.of(), "");
    assertThat(reply.ok().body()).isEmpty();
  }

  // Guests that fail.

  @Test
  void aPanicIsA500AndInTheLog() {
    platform.get(GUEST, "/answer/panic?why=for-the-test").problem(500, "trapped");
    platform.running().awaitLog(GUEST, "for-the-test");
    platform.get(GUEST, "/answer/exit?code=7").problem(500, "exited");
  }
}
