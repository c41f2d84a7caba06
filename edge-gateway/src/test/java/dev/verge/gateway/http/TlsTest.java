package dev.verge.gateway.http;

import static dev.verge.gateway.http.TestPlane.answer;
import static dev.verge.gateway.http.TestPlane.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.verge.gateway.Peers;
import dev.verge.gateway.tls.CaCommand;
import dev.verge.gateway.tls.ServerTls;
import dev.verge.gateway.tls.TlsSettings;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Requests over TLS, by clients that others wrote. */
@Timeout(120)
class TlsTest {
  private static final String UNRECOGNIZED = "unrecognized name";
  private static final String HELLO = "hello.demo.localhost";

  /** All that the JDK's client resolves. */
  private static final String LOCALHOST = "localhost";

  @TempDir Path home;
  private Path certificates;
  private final TestPlane plane = TestPlane.start();
  private Optional<ServerTls> tls = Optional.empty();

  @BeforeEach
  void makeFolder() throws IOException {
    certificates = Files.createDirectory(home.resolve("certificates"));
  }

  @AfterEach
  void stop() {
    plane.close();
    tls.ifPresent(ServerTls::close);
  }

  private InetSocketAddress listen() {
    return listen(_ -> true);
  }

  private InetSocketAddress listen(Predicate<String> routed) {
    tls =
        Optional.of(
            ServerTls.of(
                new TlsSettings(Optional.of(certificates), true, home, "localhost"), routed));
    return plane.listenSecurely(tls.get());
  }

  /** Deploys what says hello under a host with the secure port. */
  private AtomicReference<RequestHead> hello(String host, InetSocketAddress address) {
    var seen = new AtomicReference<RequestHead>();
    plane.on(
        host + ":" + address.getPort(),
        x -> {
          seen.set(x.request());
          String body = readAll(x);
          answer(x, "hello" + (body.isEmpty() ? "" : " " + body.length()));
        });
    return seen;
  }

  private Path authority(String... arguments) {
    assertThat(ca(arguments)).contains("ca.crt");
    return home.resolve("ca/ca.crt");
  }

  private String ca(String... arguments) {
    var text = new StringWriter();
    var line =
        new CommandLine(
            new CaCommand(
                () -> home,
                () -> "localhost",
                Map.of("HOME", home.toString(), "PATH", System.getenv("PATH"))));
    line.setOut(new PrintWriter(text)).setErr(new PrintWriter(text));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    int _ = line.execute(arguments);
    return text.toString();
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void client_of_the_jdk_is_answered(HttpClient.Version version) throws Exception {
    InetSocketAddress address = listen();
    Path trusted = Peers.pair(certificates, "a", LOCALHOST);
    var seen = hello(LOCALHOST, address);

    try (HttpClient client = Peers.client(trusted)) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("https://%s:%d/x?y".formatted(LOCALHOST, address.getPort())))
                  .version(version)
                  .POST(HttpRequest.BodyPublishers.ofString("b".repeat(3_000_000)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.version()).isEqualTo(version);
      assertThat(response.body()).isEqualTo("hello 3000000");
    }
    RequestHead head = seen.get();
    assertThat(head.scheme()).isEqualTo("https");
    assertThat(head.protocol())
        .isEqualTo(version == HttpClient.Version.HTTP_2 ? "HTTP/2.0" : "HTTP/1.1");
    assertThat(head.tls())
        .hasValueSatisfying(
            facts -> {
              assertThat(facts.protocol()).isEqualTo("TLSv1.3");
              assertThat(facts.cipher()).startsWith("TLS_");
              assertThat(facts.serverName()).contains(LOCALHOST);
              // Its type and length, and the version of old times.
              assertThat(facts.clientHello().orElseThrow()).startsWith(1, 0).containsSequence(3, 3);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"--http2", "--http1.1"})
  void curl_is_answered(String protocol) {
    InetSocketAddress address = listen();
    Path trusted = Peers.pair(certificates, "a", "*.demo.localhost");
    hello(HELLO, address);

    assertThat(Peers.curl(address, trusted, HELLO, protocol, "-w", " %{http_version}").text())
        .isEqualTo("hello " + (protocol.equals("--http2") ? "2" : "1.1"));
    assertThat(Peers.curl(address, trusted, HELLO, protocol, "--tls-max", "1.2").text())
        .isEqualTo("hello");
  }

  @Test
  void name_that_the_client_asks_for_picks_the_certificate() {
    Peers.pair(certificates, "one", "one.test", "also-one.test");
    Peers.pair(certificates, "wild", "*.wild.test");
    InetSocketAddress address = listen();

    assertThat(Peers.shownTo(address, "one.test")).contains("CN = one");
    assertThat(Peers.shownTo(address, "ALSO-one.test")).contains("CN = one");
    assertThat(Peers.shownTo(address, "x.wild.test")).contains("CN = wild");
    assertThat(Peers.shownTo(address, "x.y.wild.test")).contains(UNRECOGNIZED);
    assertThat(Peers.shownTo(address, "wild.test")).contains(UNRECOGNIZED);
    assertThat(Peers.shownTo(address, "unknown.test")).contains(UNRECOGNIZED);

    Peers.pair(certificates, "default", "any.test");
    await()
        .untilAsserted(
            () -> assertThat(Peers.shownTo(address, "unknown.test")).contains("CN = default"));
    assertThat(Peers.shownTo(address, "")).contains("CN = default");
    assertThat(Peers.shownTo(address, "one.test")).contains("CN = one");
  }

  @Test
  void certificate_that_is_good_for_longer_is_shown_of_two_for_a_name() {
    Peers.pair(2, certificates, "a-new", "one.test", "two.test");
    Peers.pair(1, certificates, "b-old", "one.test");
    Peers.pair(3, certificates, "c-newest", "two.test");
    InetSocketAddress address = listen();

    assertThat(Peers.shownTo(address, "one.test")).contains("CN = a-new");
    assertThat(Peers.shownTo(address, "two.test")).contains("CN = c-newest");
  }

  @Test
  void versions_of_tls_before_1_2_are_refused() {
    Peers.pair(certificates, "a", HELLO);
    InetSocketAddress address = listen();

    assertThat(Peers.shownTo(address, HELLO, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"))
        .contains("protocol version");
    assertThat(Peers.shownTo(address, HELLO, "-tls1_2")).contains("ECDHE-ECDSA-AES");
  }

  @Test
  void certificates_are_read_again_when_they_change_and_broken_ones_are_not_taken()
      throws IOException {
    Path trusted = Peers.pair(certificates, "a", LOCALHOST);
    Peers.pair(certificates, "b", "b.test");
    InetSocketAddress address = listen();
    hello(LOCALHOST, address);

    try (HttpClient client = Peers.client(trusted)) {
      assertThat(Peers.get(client, address, LOCALHOST).body()).isEqualTo("hello");

      Path fresh = Files.createDirectory(home.resolve("fresh"));
      Path renewed = Peers.pair(fresh, "a", LOCALHOST);
      for (String part : new String[] {"a.key", "a.crt"}) {
        Files.move(
            fresh.resolve(part), certificates.resolve(part), StandardCopyOption.REPLACE_EXISTING);
      }
      Files.writeString(certificates.resolve("b.key"), "no key");
      Peers.pair(certificates, "c", "c.test");
      Files.writeString(certificates.resolve("c.key"), "no key");
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          Peers.curl(address, certificates.resolve("a.crt"), LOCALHOST, "--http1.1")
                              .text())
                      .isEqualTo("hello"));
      assertThat(renewed).doesNotExist();
      // Broken afterwards, and from the beginning.
      assertThat(Peers.shownTo(address, "b.test")).contains("CN = b");
      assertThat(Peers.shownTo(address, "c.test")).contains(UNRECOGNIZED);
      Files.delete(certificates.resolve("b.key"));
      await()
          .untilAsserted(() -> assertThat(Peers.shownTo(address, "b.test")).contains(UNRECOGNIZED));
      // On the connection that it has: it trusts the certificate that is no more.
      assertThat(Peers.get(client, address, LOCALHOST).body()).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--http2", "--http1.1"})
  void request_for_a_host_that_the_certificate_is_not_for_is_misdirected(String protocol) {
    InetSocketAddress address = listen();
    Path trusted = Peers.pair(certificates, "a", HELLO, "other.demo.localhost");
    hello(HELLO, address);
    plane.on("other.demo.localhost", x -> answer(x, "other"));
    plane.on("third.demo.localhost", x -> answer(x, "third"));
    String[] status = {protocol, "-w", " %{http_code}", "-H", "Host: third.demo.localhost"};

    assertThat(Peers.curl(address, trusted, HELLO, status).text())
        .contains("urn:verge:problem:misdirected-request")
        .endsWith(" 421");
    status[4] = "Host: other.demo.localhost";
    assertThat(Peers.curl(address, trusted, HELLO, status).text()).isEqualTo("other 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2"})
  void session_is_resumed_by_the_next_connection_to_the_same_name(String version) {
    Peers.pair(certificates, "a", HELLO, "also.demo.localhost");
    Peers.pair(certificates, "b", "other.test");
    Peers.pair(certificates, "default", "default.test");
    InetSocketAddress address = listen();
    plane.on(HELLO, x -> answer(x, "hello"));

    assertThat(asked(address, version, "-servername " + HELLO, "-sess_out"))
        .contains("New, TLS", "hello");
    for (int i = 0; i < 3; i++) {
      assertThat(asked(address, version, "-servername " + HELLO, "-sess_in"))
          .contains("Reused, TLS", "hello");
    }
    for (String[] other :
        new String[][] {
          {"-servername other.test", "CN = b"},
          {"-servername also.demo.localhost", "CN = a"},
          {"-servername unknown.test", "CN = default"},
          {"-noservername", "CN = default"}
        }) {
      assertThat(asked(address, version, other[0], "-sess_in"))
          .contains("New, TLS", other[1])
          .doesNotContain("Reused");
    }
    // Of a name that was served by default, and then had a certificate of its own.
    assertThat(asked(address, version, "-servername late.test", "-sess_out"))
        .contains("CN = default");
    Peers.pair(certificates, "late", "late.test");
    await()
        .untilAsserted(
            () ->
                assertThat(asked(address, version, "-servername late.test", "-sess_in"))
                    .contains("New, TLS", "CN = late"));
  }

  @Test
  void resumed_session_is_for_the_same_hosts_as_it_was_before() {
    Peers.pair(certificates, "a", HELLO, "also.demo.localhost");
    InetSocketAddress address = listen();
    plane
        .on("also.demo.localhost", x -> answer(x, "also"))
        .on("third.demo.localhost", x -> answer(x, "third"));

    String name = "-servername " + HELLO;
    assertThat(asked(address, "also.demo.localhost", "-tls1_3", name, "-sess_out"))
        .contains("New, TLS", "also");
    assertThat(asked(address, "also.demo.localhost", "-tls1_3", name, "-sess_in"))
        .contains("Reused, TLS", "also");
    assertThat(asked(address, "third.demo.localhost", "-tls1_3", name, "-sess_in"))
        .contains("Reused, TLS", "421 Misdirected");
  }

  @Test
  void client_cannot_have_the_handshake_done_again() {
    Peers.pair(certificates, "a", HELLO);
    InetSocketAddress address = listen();
    plane.on(HELLO, x -> answer(x, "hello"));

    // A line with an R alone has it ask for that; its input does not end before its connection.
    String said =
        Peers.run(
                Map.of(),
                "sh",
                "-c",
                """
                cd %s && mkfifo input && exec 3<>input && echo R >&3 &&
                openssl s_client -tls1_2 -connect 127.0.0.1:%d -servername %s <&3
                """
                    .formatted(home, address.getPort(), HELLO))
            .text();

    assertThat(said).contains("RENEGOTIATING", "alert handshake failure");
  }

  private String asked(InetSocketAddress address, String version, String name, String session) {
    return asked(address, HELLO, version, name, session);
  }

  /** Asks for the root of a host on a connection to a server, with a session or for one. */
  private String asked(
      InetSocketAddress address, String host, String version, String name, String session) {
    return Peers.run(
            Map.of(),
            "sh",
            "-c",
            "printf 'GET / HTTP/1.1\\r\\nHost: %s\\r\\nConnection: close\\r\\n\\r\\n' "
                    .formatted(host)
                + "| openssl s_client -ign_eof -connect 127.0.0.1:%d %s %s %s %s"
                    .formatted(
                        address.getPort(), name, version, session, home.resolve("session.pem")))
        .text();
  }

  @Test
  void tunnel_runs_over_tls() throws Exception {
    InetSocketAddress address = listen();
    Path trusted = Peers.pair(certificates, "a", LOCALHOST);
    plane.on(
        LOCALHOST + ":" + address.getPort(),
        x -> {
          String key = x.request().headers().first("sec-websocket-key").orElseThrow();
          var tunnel = x.upgrade(TestPlane.fields("Sec-WebSocket-Accept", accept(key)));
          byte[] frame = new byte[6 + 2];
          for (int at = 0; at < frame.length; ) {
            at += tunnel.read(frame, at, frame.length - at);
          }
          // A text of two letters, unmasked.
          byte[] echo = {
            (byte) 0x81, 2, (byte) (frame[6] ^ frame[2]), (byte) (frame[7] ^ frame[3])
          };
          tunnel.write(echo, 0, echo.length);
          tunnel.read(new byte[1], 0, 1);
          x.finish(HeaderList.EMPTY);
        });
    var heard = new CompletableFuture<String>();

    try (HttpClient client = Peers.client(trusted)) {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create("wss://%s:%d/".formatted(LOCALHOST, address.getPort())),
                  new WebSocket.Listener() {
                    @Override
                    public CompletableFuture<?> onText(
                        WebSocket it, CharSequence data, boolean last) {
                      heard.complete(data.toString());
                      return CompletableFuture.completedFuture(null);
                    }
                  })
              .join();
      socket.sendText("hi", true).join();
      assertThat(heard.join()).isEqualTo("hi");
      socket.abort();
    }
  }

  @Test
  void connection_without_a_handshake_is_closed() {
    Peers.pair(certificates, "a", HELLO);
    InetSocketAddress address = listen();

    try (var client = RawClient.connect(address)) {
      client.send("GET / HTTP/1.1\nHost: a\n\n");
      // An alert, if anything.
      assertThat(client.rest()).doesNotContain("HTTP");
    }
  }

  @Test
  void stopping_plane_finishes_what_it_has_begun_over_tls() throws Exception {
    InetSocketAddress address = listen();
    Path trusted = Peers.pair(certificates, "a", LOCALHOST);
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    plane.on(
        LOCALHOST + ":" + address.getPort(),
        x -> {
          begun.countDown();
          go.await();
          answer(x, "hello");
        });

    try (HttpClient client = Peers.client(trusted);
        RawClient silent = RawClient.connect(address)) {
      var response = CompletableFuture.supplyAsync(() -> Peers.get(client, address, LOCALHOST));
      begun.await();
      var closed = CompletableFuture.runAsync(plane::close);
      assertThat(silent.rest()).isEmpty();
      go.countDown();
      assertThat(response.join().body()).isEqualTo("hello");
      closed.join();
    }
  }

  @Test
  void local_authority_vouches_for_what_is_routed() throws IOException {
    InetSocketAddress address =
        listen(host -> host.startsWith("hello.") || host.equals("shop.example.test"));
    hello(HELLO, address);
    hello("shop.example.test", address);
    hello("localhost", address);
    assertThat(Peers.shownTo(address, HELLO)).contains(UNRECOGNIZED);

    // Made while the platform runs.
    Path trusted = authority("--permit", "example.test");
    await()
        .untilAsserted(
            () -> assertThat(Peers.curl(address, trusted, HELLO).text()).isEqualTo("hello"));
    assertThat(Peers.curl(address, trusted, "shop.example.test").text()).isEqualTo("hello");
    assertThat(Peers.curl(address, trusted, "localhost").text()).isEqualTo("hello");
    assertThat(Peers.shownTo(address, "unknown.demo.localhost")).contains(UNRECOGNIZED);
    assertThat(Peers.shownTo(address, "hello.elsewhere.test")).contains(UNRECOGNIZED);
    assertThat(
            Peers.run(
                    Map.of(),
                    "curl",
                    "-sS",
                    "--cacert",
                    trusted.toString(),
                    "-H",
                    "Host: localhost:" + address.getPort(),
                    "https://127.0.0.1:%d/".formatted(address.getPort()))
                .text())
        .isEqualTo("hello");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("ca/ca.key"))))
        .isEqualTo("rw-------");
    try (HttpClient client = Peers.client(trusted)) {
      assertThat(Peers.get(client, address, LOCALHOST).version())
          .isEqualTo(HttpClient.Version.HTTP_2);
    }
  }

  @Test
  void local_authority_is_made_once_and_believed_for_its_own_domains_only() throws Exception {
    Path made = authority();
    byte[] before = Files.readAllBytes(made);
    assertThat(ca()).contains("There is one already", "update-ca-certificates", "nssdb");
    assertThat(made).hasBinaryContent(before);
    assertThatThrownBy(
            () ->
                CommandLine.populateCommand(
                        new CaCommand(() -> home, () -> "localhost", Map.of()),
                        "--permit",
                        "a.test")
                    .call())
        .hasMessageContaining("There is an authority already");

    // Whoever steals the key signs for another name in vain.
    Path forged = home.resolve("forged.crt");
    String script =
        """
        cd %s && openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout f.key \
          -subj /CN=bank.test -out f.csr &&
        printf 'subjectAltName=DNS:%%s' $1 > f.ext &&
        openssl x509 -req -in f.csr -CA ca/ca.crt -CAkey ca/ca.key -CAcreateserial -days 5 \
          -extfile f.ext -out %s && openssl verify -CAfile ca/ca.crt %s
        """
            .formatted(home, forged, forged);
    assertThat(Peers.run(Map.of(), "sh", "-c", script, "sh", "bank.test").text())
        .contains("permitted subtree violation");
    assertThat(Peers.run(Map.of(), "sh", "-c", script, "sh", "x.demo.localhost").text())
        .contains("forged.crt: OK");
  }

  @Test
  void browser_trusts_the_local_authority_and_speaks_http_2() throws IOException {
    InetSocketAddress address = listen();
    authority();
    assertThat(ca("trust", "--only", "browsers")).contains("done   the browsers' store");
    plane.on(
        HELLO + ":" + address.getPort(),
        x -> {
          TestPlane.respond(x, "Content-Type", "text/html");
          TestPlane.write(
              x,
              """
              <body><script>
                const page = performance.getEntriesByType('navigation')[0];
                document.body.textContent = 'by ' + page.nextHopProtocol + ' secure ' + isSecureContext;
              </script></body>
              """);
          x.finish(HeaderList.EMPTY);
        });

    assertThat(dom(address)).contains("by h2 secure true");

    assertThat(ca("untrust", "--only", "browsers")).contains("done   the browsers' store");
    assertThat(dom(address)).doesNotContain("by h2");
  }

  private String dom(InetSocketAddress address) throws IOException {
    return Peers.run(
            Map.of("HOME", home.toString()),
            browser(),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--user-data-dir=" + Files.createTempDirectory(home, "profile"),
            "--dump-dom",
            "https://%s:%d/".formatted(HELLO, address.getPort()))
        .text();
  }

  private static String browser() {
    for (String name : new String[] {"chromium", "chromium-browser", "google-chrome"}) {
      for (String folder : System.getenv("PATH").split(":", -1)) {
        if (Files.isExecutable(Path.of(folder, name))) {
          return name;
        }
      }
    }
    throw new AssertionError("There is no Chromium; ./verge test installs it.");
  }

  private static String accept(String key) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-1")
                  .digest(
                      (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                          .getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
