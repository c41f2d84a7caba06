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

/** Requests that guests made with the Rust crate send to origins, good ones and bad ones. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OriginsTest {
  private static final String GUEST = "rust";

  private Origin origin;
  private Origin secure;
  private Origin guarded;
  private Origin outdated;
  private Misbehaving resetting;
  private Misbehaving silent;
  private Misbehaving hanging;
  private Misbehaving lying;
  private Misbehaving stalling;
  private Misbehaving babbling;
  private Certificates certificate;
  private Certificates client;
  private ComputePlatform platform;

  @BeforeAll
  void start(@TempDir Path home) {
    certificate = Certificates.valid(home, "localhost");
    client = Certificates.valid(home, "guest.example");
    origin = Origin.start();
    secure = Origin.start(certificate.server(client), false);
    guarded = Origin.start(certificate.server(client), true);
    outdated = Origin.start(Certificates.expired(home, "localhost").server(client), false);
    resetting = Misbehaving.resetting();
    silent = Misbehaving.silent();
    hanging = Misbehaving.hanging();
    lying = Misbehaving.saying("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort");
    stalling = Misbehaving.stallingAfter("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort");
    babbling = Misbehaving.saying("I am not a web server\r\n\r\n");
    platform = new ComputePlatform(home);
    platform.deploy(
        GUEST,
        origin.backend("origin")
            + origin.backend("other-host", "override_host = \"other.example\"")
            + origin.backend("below").replace("\"\n\n", "/below\"\n\n")
            + secure.backend("secure", ca(certificate))
            + secure.backend("unknown-authority")
            + secure.backend("other-name", ca(certificate), "cert_host = \"elsewhere.example\"")
            + outdated.backend("outdated", ca(certificate))
            + guarded.backend(
                "guarded",
                ca(certificate),
                "client_certificate = { certificate = '''%s''', key = '''%s''' }"
                    .formatted(client.certificate(), client.key()))
            + "[local_server.backends.refusing]\nurl = \"http://127.0.0.1:%d\"\n"
                .formatted(Misbehaving.refusing())
            + resetting.backend("resetting")
            + silent.backend("silent")
            + hanging.backend("hanging", "first_byte_timeout_ms = 200")
            + lying.backend("lying")
            + stalling.backend("stalling", "between_bytes_timeout_ms = 200")
            + babbling.backend("babbling"));
  }

  private static String ca(Certificates certificate) {
    return "ca_certificate = { value = '''%s''' }".formatted(certificate.certificate());
  }

  @AfterAll
  void stop() {
    platform.close();
    for (AutoCloseable server :
        new AutoCloseable[] {
          origin, secure, guarded, outdated, resetting, silent, hanging, lying, stalling, babbling
        }) {
      try {
        server.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private String sent(String route) {
    return platform.text(GUEST, "/send/" + route);
  }

  // What is sent.

  @Test
  void theOriginGetsMethodTargetAndHost() {
    assertThat(sent("get?path=/echo%3Fa=b%2520c"))
        .isEqualTo("200 GET /echo?a=b%20c host=guest.example framing=none");
    assertThat(sent("method?method=BREW")).startsWith("200 BREW /echo");
    assertThat(sent("get?backend=other-host")).contains(" host=other.example ");
    assertThat(sent("get?backend=below&path=/echo")).startsWith("200 GET /below/echo ");
  }

  @Test
  void fieldsAreSentAsTheGuestSetThem() {
    assertThat(sent("headers"))
        .isEqualTo("200 GET /echo host=guest.example x-many=a|b x-one=new framing=none");
    assertThat(sent("host-header")).contains(" host=other.example ");
  }

  @Test
  void aBodyOfKnownLengthIsCountedAndAStreamIsNot() {
    assertThat(sent("post")).endsWith(" framing=length=6 body=posted");
    assertThat(sent("streaming?parts=3")).endsWith(" framing=chunked body=part 0;part 1;part 2;");
    assertThat(sent("upload?bytes=3000000")).endsWith(" framing=length=3000000 body of 3000000");
    assertThat(sent("wrong-length")).endsWith(" framing=length=10 body=0123456789");
    assertThat(sent("manual-length")).endsWith(" framing=length=10 body=0123456789");
    assertThat(sent("handles"))
        .isEqualTo("200 POST /echo host=guest.example framing=length=9 body=by handle");
  }

  @Test
  void theClientsBodyIsSentOn() {
    Reply reply =
        platform.send(
            GUEST, "PUT", "/send/proxy?path=/echo-body", Map.of("X-Passed", "on"), "through");
    assertThat(reply.ok().text()).isEqualTo("through");
    assertThat(platform.post(GUEST, "/send/streaming-append", "inner"))
        .endsWith(" framing=chunked body=[inner]");
  }

  @Test
  void aStreamThatIsGivenUpDoesNotReachTheOriginWhole() {
    assertThat(sent("streaming-abandoned?path=/echo%3Fgiven-up")).isEqualTo("failed");
    assertThat(origin.requests())
        .filteredOn(request -> request.target().toString().equals("/echo?given-up"))
        .noneMatch(Origin.Request::whole);
  }

  // What comes back.

  @Test
  void responsesKeepDuplicateFields() {
    assertThat(sent("response-headers?path=/fields")).isEqualTo("a | b / one=1 | two=2 / HTTP/1.1");
  }

  @Test
  void trailersOfAResponseAreThereAfterItsBody() {
    assertThat(sent("trailers?path=/trailers")).isEqualTo("body; 0 abc");
  }

  @Test
  void gzipIsUnpackedOnlyWhenTheGuestAsks() {
    assertThat(sent("gzip?path=/gzip&auto=true"))
        .isEqualTo("encoding=None length=None starts=\"plain\"");
    assertThat(sent("gzip?path=/gzip&auto=false"))
        .startsWith("encoding=Some(\"gzip\") length=Some(");
  }

  @Test
  void aBodyGoesFromOriginToClient() {
    Reply reply = platform.get(GUEST, "/send/relay?path=/large%3Fbytes=3000000").ok();
    assertThat(reply.body()).hasSize(3_000_000);
    assertThat(reply.header("x-relay")).isEqualTo("1");
  }

  @Test
  void theAddressOfTheOriginIsKnown() {
    assertThat(sent("address")).isEqualTo("127.0.0.1 true");
  }

  // Several at once.

  @Test
  void pendingRequestsGoOnAtTheSameTime() {
    assertThat(sent("async")).isEqualTo("200 slow, 200 fast");
    assertThat(sent("select")).isEqualTo("200 fast, 200 slow, 0 left");
    assertThat(sent("poll")).isEqualTo("200 slow after waiting: true");
    assertThat(sent("many?count=20").split(",", -1))
        .hasSize(20)
        .startsWith("200 0")
        .endsWith("200 19");
  }

  @Test
  void aPendingResponseIsSentWithChangedFields() {
    Reply reply = platform.get(GUEST, "/send/pending?path=/fields").ok();

    assertThat(reply.text()).isEqualTo("fields");
    assertThat(reply.all("x-many")).containsExactly("a", "b", "added");
    assertThat(reply.header("x-set")).isEqualTo("by the guest");
    assertThat(reply.all("x-gone")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "send     | 0 200 GET /echo host=guest.example framing=none",
        "wait     | 0 200 waited",
        "poll     | 0 200 polled",
        "select   | 0 1 200 fast"
      })
  void olderBinariesSendAndWaitAsTheyAlwaysDid(String route, String told) {
    assertThat(platform.text(GUEST, "/raw/" + route)).isEqualTo(told);
  }

  // TLS.

  @Test
  void anOriginsCertificateIsVerified() {
    assertThat(sent("get?backend=secure")).startsWith("200 GET /echo host=guest.example");
    for (String wrong : new String[] {"unknown-authority", "other-name", "outdated"}) {
      assertThat(sent("get?backend=" + wrong)).startsWith("error Tls");
    }
  }

  @Test
  void aClientsCertificateIsShown() {
    assertThat(sent("get?backend=guarded")).startsWith("200 GET /echo");
  }

  // Origins that misbehave.

  @ParameterizedTest
  @CsvSource({
    "refusing,error ConnectionRefused from refusing",
    "resetting,error ConnectionTerminated from resetting",
    "silent,error ConnectionTerminated from silent",
    "hanging,error HttpResponseTimeout from hanging",
    "babbling,error HttpProtocolError from babbling",
  })
  void anOriginThatFailsIsToldWithItsReason(String backend, String told) {
    assertThat(sent("get?backend=" + backend)).isEqualTo(told);
    platform.running().awaitLog(GUEST, backend);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lying", "stalling"})
  void aBodyThatEndsTooEarlyIsCutOff(String backend) {
    assertThat(sent("get?backend=" + backend)).startsWith("200 cut after 5 bytes");
    platform.get(GUEST, "/send/relay?backend=" + backend).broken();
  }

  @Test
  void aBackendThatIsNotConfiguredIsNotFound() {
    assertThat(sent("unknown")).isEqualTo("DestinationNotFound");
  }

  // Backends themselves.

  @Test
  void aBackendTellsHowItIsConfigured() {
    assertThat(platform.text(GUEST, "/backend/about?name=other-host"))
        .startsWith(
            "exists=true dynamic=false host=127.0.0.1 port=true override=Some(\"other.example\")"
                + " tls=false");
    assertThat(platform.text(GUEST, "/backend/about?name=secure"))
        .contains(" host=localhost ", " tls=true ");
    assertThat(platform.text(GUEST, "/send/exists?backend=origin")).isEqualTo("Ok(true)");
    assertThat(platform.text(GUEST, "/send/exists?backend=nowhere")).isEqualTo("Ok(false)");
  }

  @Test
  void aBackendMadeByAGuestDoesNotReachLoopback() {
    assertThat(
            platform.text(GUEST, "/backend/dynamic?path=/echo&target=127.0.0.1:" + origin.port()))
        .startsWith("dynamic=true tls=false error ");
    assertThat(platform.text(GUEST, "/backend/dynamic?path=/echo&target=169.254.169.254"))
        .startsWith("dynamic=true tls=false error ");
  }

  @Test
  void aNameIsTakenOnce() {
    assertThat(platform.text(GUEST, "/backend/twice?target=origin.example"))
        .isEqualTo("true Some(NameInUse) Some(NameInUse)");
  }

  // Hand-over.

  @Test
  void aWebSocketIsHandedToTheOrigin() {
    try (Client connection =
        platform.raw(
            GUEST,
            "GET /edge/websocket HTTP/1.1",
            """
            Connection: Upgrade
            Upgrade: websocket
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            """)) {
      Reply head = connection.head();
      assertThat(head.status()).isEqualTo(101);
      assertThat(head.header("upgrade")).isEqualTo("websocket");
      assertThat(origin.requests())
          .anyMatch(request -> !request.first("sec-websocket-key").isEmpty());
    }
  }
}
