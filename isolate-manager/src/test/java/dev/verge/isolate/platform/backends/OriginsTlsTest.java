package dev.verge.isolate.platform.backends;

import static dev.verge.isolate.platform.backends.TestBackends.at;
import static dev.verge.isolate.platform.backends.TestBackends.get;
import static dev.verge.isolate.platform.backends.TestBackends.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.binding.Backend.TlsVersion;
import dev.verge.isolate.platform.http.HttpVersion;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Encrypted connections to real servers, with certificates made for the occasion. */
final class OriginsTlsTest {
  private static X509Bundle authority;
  private static Vertx vertx;

  private final Origins origins = Origins.start(false);
  private final List<String> serverNames = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void prepare() throws Exception {
    authority = authority("CN=Test authority");
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void cleanUp() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @AfterEach
  void close() {
    origins.close();
  }

  @Test
  void aTrustedBackendSpeaksHttp2WhenItCan() throws Exception {
    int port = serve(issued("localhost"), options -> options);

    OriginResponse response = send(port, "localhost", Tls.trusting());

    assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
    assertThat(text(response.body())).isEqualTo("secret");
  }

  @Test
  void aTrustedBackendSpeaksHttp11WhenItCannotDoBetter() throws Exception {
    int port = serve(issued("localhost"), options -> options.setUseAlpn(false));

    assertThat(send(port, "localhost", Tls.trusting()).version()).isEqualTo(HttpVersion.HTTP_11);
  }

  @Test
  void anAddressIsVerifiedAsOne() throws Exception {
    X509Bundle certificate =
        server("CN=by address").addSanIpAddress("127.0.0.1").buildIssuedBy(authority);
    int port = serve(certificate, options -> options);

    assertThat(send(port, "127.0.0.1", Tls.trusting()).status()).isEqualTo(200);
    assertThat(serverNames).containsExactly("");
  }

  @Test
  void anUnknownAuthorityIsRefused() throws Exception {
    X509Bundle other = authority("CN=Other authority");
    X509Bundle certificate = server("CN=o").addSanDnsName("localhost").buildIssuedBy(other);

    assertThat(failure(serve(certificate, o -> o), Tls.trusting()).kind())
        .isEqualTo(SendError.Kind.TLS_CERTIFICATE_ERROR);
  }

  @Test
  void aSelfSignedCertificateIsRefusedByTheSystemsAuthorities() throws Exception {
    X509Bundle certificate =
        server("CN=s").addSanDnsName("localhost").setIsCertificateAuthority(true).buildSelfSigned();

    assertThat(failure(serve(certificate, o -> o), Backend.Tls.DEFAULT).kind())
        .isEqualTo(SendError.Kind.TLS_CERTIFICATE_ERROR);
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    Instant now = Instant.now();
    X509Bundle certificate =
        server("CN=e")
            .addSanDnsName("localhost")
            .notBefore(now.minus(2, ChronoUnit.DAYS))
            .notAfter(now.minus(1, ChronoUnit.DAYS))
            .buildIssuedBy(authority);

    SendError error = failure(serve(certificate, o -> o), Tls.trusting());

    assertThat(error.kind()).isEqualTo(SendError.Kind.TLS_CERTIFICATE_ERROR);
    assertThat(error.detail()).contains("NotAfter");
  }

  @Test
  void aCertificateForAnotherNameIsRefused() throws Exception {
    SendError error = failure(serve(issued("other.example"), o -> o), Tls.trusting());

    assertThat(error.kind()).isEqualTo(SendError.Kind.TLS_CERTIFICATE_ERROR);
    assertThat(error.detail()).contains("not for localhost");
  }

  @Test
  void theCertificatesNameAndTheSentNameMayDiffer() throws Exception {
    int port = serve(issued("cert.example"), options -> options);
    Tls tls = new Tls();
    tls.certificateHost = Optional.of("cert.example");
    tls.serverName = Optional.of("sni.example");

    assertThat(send(port, "localhost", tls.build()).status()).isEqualTo(200);
    assertThat(serverNames).containsExactly("sni.example");
  }

  @Test
  void theSentNameAloneDoesNotMakeACertificateRight() throws Exception {
    Tls tls = new Tls();
    tls.certificateHost = Optional.of("cert.example");
    tls.serverName = Optional.of("sni.example");

    assertThat(failure(serve(issued("sni.example"), o -> o), tls.build()).kind())
        .isEqualTo(SendError.Kind.TLS_CERTIFICATE_ERROR);
  }

  @Test
  void noNameIsSentWhenNoneIsWanted() throws Exception {
    int port = serve(issued("www.example.com"), options -> options);
    Tls tls = new Tls();
    tls.certificateHost = Optional.of("www.example.com");
    tls.sendServerName = false;

    assertThat(send(port, "localhost", tls.build()).status()).isEqualTo(200);
    assertThat(serverNames).containsExactly("");
  }

  @Test
  void aClientCertificateIsShownWhateverItsKeyLooksLike() throws Exception {
    X509Bundle ec = client().ecp256().buildIssuedBy(authority);
    X509Bundle rsa = client().rsa2048().buildIssuedBy(authority);
    PrivateKeyInfo ecInfo = PrivateKeyInfo.getInstance(ec.getKeyPair().getPrivate().getEncoded());
    PrivateKeyInfo rsaInfo = PrivateKeyInfo.getInstance(rsa.getKeyPair().getPrivate().getEncoded());
    int port =
        serve(
            issued("localhost"),
            options ->
                options
                    .setClientAuth(ClientAuth.REQUIRED)
                    .setTrustOptions(
                        new PemTrustOptions()
                            .addCertValue(Buffer.buffer(authority.getCertificatePEM()))));

    assertThat(send(port, "localhost", showing(ec, ec.getPrivateKeyPEM())).status()).isEqualTo(200);
    assertThat(send(port, "localhost", showing(rsa, rsa.getPrivateKeyPEM())).status())
        .isEqualTo(200);
    assertThat(
            send(
                    port,
                    "localhost",
                    showing(
                        rsa,
                        pem(
                            "RSA PRIVATE KEY",
                            rsaInfo.parsePrivateKey().toASN1Primitive().getEncoded())))
                .status())
        .isEqualTo(200);
    assertThat(send(port, "localhost", showing(ec, sec1(ecInfo))).status()).isEqualTo(200);
  }

  @Test
  void theAlertOfABackendThatMissesAClientCertificateIsTold() throws Exception {
    int port =
        serve(
            issued("localhost"),
            options ->
                options
                    .setUseAlpn(false)
                    .setClientAuth(ClientAuth.REQUIRED)
                    .setEnabledSecureTransportProtocols(Set.of("TLSv1.2"))
                    .setTrustOptions(
                        new PemTrustOptions()
                            .addCertValue(Buffer.buffer(authority.getCertificatePEM()))));

    SendError error = failure(port, Tls.trusting());

    assertThat(error.kind()).isEqualTo(SendError.Kind.TLS_ALERT_RECEIVED);
    assertThat(error.tlsAlert()).hasValue(40);
  }

  @Test
  void anAlertAfterTheHandshakeOfTls13IsToldToo() throws Exception {
    int port =
        serve(
            issued("localhost"),
            options ->
                options
                    .setUseAlpn(false)
                    .setClientAuth(ClientAuth.REQUIRED)
                    .setTrustOptions(
                        new PemTrustOptions()
                            .addCertValue(Buffer.buffer(authority.getCertificatePEM()))));

    SendError error = failure(port, Tls.trusting());

    assertThat(error.kind()).isEqualTo(SendError.Kind.TLS_ALERT_RECEIVED);
    assertThat(error.tlsAlert().getAsInt()).isIn(42, 116);
  }

  @Test
  void versionsWithoutACommonOneGiveAnAlert() throws Exception {
    int port =
        serve(
            issued("localhost"),
            options -> options.setEnabledSecureTransportProtocols(Set.of("TLSv1.2")));
    Tls tls = new Tls();
    tls.minimum = Optional.of(TlsVersion.TLS_1_3);

    SendError error = failure(port, tls.build());

    assertThat(error.kind()).isEqualTo(SendError.Kind.TLS_ALERT_RECEIVED);
    assertThat(error.tlsAlert()).hasValue(70);
  }

  @Test
  void theHighestVersionIsKept() throws Exception {
    int port =
        serve(
            issued("localhost"),
            options -> options.setEnabledSecureTransportProtocols(Set.of("TLSv1.3")));
    Tls tls = new Tls();
    tls.maximum = Optional.of(TlsVersion.TLS_1_2);

    assertThat(failure(port, tls.build()).kind()).isEqualTo(SendError.Kind.TLS_ALERT_RECEIVED);
  }

  @Test
  void ciphersAreChosenByOpenSslsNames() throws Exception {
    int port =
        serve(
            server("CN=r").rsa2048().addSanDnsName("localhost").buildIssuedBy(authority),
            options ->
                options
                    .setEnabledSecureTransportProtocols(Set.of("TLSv1.2"))
                    .addEnabledCipherSuite("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"));
    Tls right = new Tls();
    right.ciphers = Optional.of("ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384");
    Tls wrong = new Tls();
    wrong.ciphers = Optional.of("ECDHE-RSA-AES128-GCM-SHA256");

    assertThat(send(port, "localhost", right.build()).status()).isEqualTo(200);
    assertThat(failure(port, wrong.build()).kind()).isEqualTo(SendError.Kind.TLS_ALERT_RECEIVED);
  }

  @Test
  void settingsThatCannotBeUsedAreSaidSo() {
    Tls cipher = new Tls();
    cipher.ciphers = Optional.of("NO-SUCH-CIPHER");
    Tls authorities = new Tls();
    authorities.authorities = Optional.of("no certificate");
    Tls versions = new Tls();
    versions.minimum = Optional.of(TlsVersion.TLS_1_3);
    versions.maximum = Optional.of(TlsVersion.TLS_1_2);
    Tls key = new Tls();
    key.clientCertificate =
        Optional.of(new Backend.ClientCertificate(authority.getCertificatePEM(), "no key"));

    assertThat(List.of(cipher, authorities, versions, key))
        .allSatisfy(
            tls ->
                assertThat(failure(1, tls.build()).kind())
                    .isEqualTo(SendError.Kind.TLS_CONFIGURATION_ERROR));
  }

  @Test
  void bytesThatAreNoTlsGiveAProtocolError() throws Exception {
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.read(10);
              peer.send("HTTP/1.1 400 Bad Request\r\n\r\n");
              peer.awaitClose();
            })) {
      assertThat(failure(origin.port(), Tls.trusting()).kind())
          .isEqualTo(SendError.Kind.TLS_PROTOCOL_ERROR);
    }
  }

  @Test
  void aServerThatHangsUpInTheHandshakeTerminates() throws Exception {
    try (RawOrigin origin = RawOrigin.start(peer -> peer.read(10))) {
      assertThat(failure(origin.port(), Tls.trusting()).kind())
          .isEqualTo(SendError.Kind.CONNECTION_TERMINATED);
    }
  }

  @Test
  void aGrpcBackendThatRefusesHttp2IsOfNoUse() throws Exception {
    int port = serve(issued("localhost"), options -> options.setUseAlpn(false));
    Backend backend = at(port, draft -> draft.at("localhost").tls(Tls.trusting()).grpc());

    assertThat(failure(backend).kind()).isEqualTo(SendError.Kind.HTTP_UPGRADE_FAILED);
  }

  @Test
  void anUpgradeIsAskedForOverHttp11() throws Exception {
    int port = serve(issued("localhost"), options -> options);
    Backend backend = at(port, draft -> draft.at("localhost").tls(Tls.trusting()));
    text(origins.send(backend, get("https://a/")).join().body()); // leaves one of HTTP/2

    OriginReply reply = origins.upgrade(backend, get("https://a/"), "websocket").join();

    assertThat(((OriginReply.Response) reply).response().version()).isEqualTo(HttpVersion.HTTP_11);
  }

  private int serve(X509Bundle certificate, UnaryOperator<HttpServerOptions> changes) {
    HttpServerOptions options =
        changes.apply(
            new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(certificate.getCertificatePathPEM()))
                        .addKeyValue(Buffer.buffer(certificate.getPrivateKeyPEM()))));
    HttpServer server =
        vertx
            .createHttpServer(options)
            .requestHandler(
                request -> {
                  serverNames.add(sentName(request.connection().sslSession()));
                  request.response().end("secret");
                });
    return server
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .join()
        .actualPort();
  }

  private static String sentName(javax.net.ssl.SSLSession session) {
    return ((javax.net.ssl.ExtendedSSLSession) session)
        .getRequestedServerNames().stream()
            .map(name -> ((javax.net.ssl.SNIHostName) name).getAsciiName())
            .findFirst()
            .orElse("");
  }

  private OriginResponse send(int port, String host, Backend.Tls tls) {
    return origins
        .send(at(port, draft -> draft.at(host).tls(tls)), get("https://example.org/"))
        .join();
  }

  private SendError failure(int port, Backend.Tls tls) {
    return failure(at(port, draft -> draft.at("localhost").tls(tls)));
  }

  private SendError failure(Backend backend) {
    try {
      OriginResponse response = origins.send(backend, get("https://example.org/")).join();
      throw new AssertionError("there was a response: " + response.status());
    } catch (CompletionException e) {
      return ((SendException) e.getCause()).error();
    }
  }

  private static X509Bundle authority(String subject) throws Exception {
    return new CertificateBuilder()
        .subject(subject)
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  private static CertificateBuilder server(String subject) {
    return new CertificateBuilder().subject(subject).addExtendedKeyUsageServerAuth();
  }

  private static CertificateBuilder client() {
    return new CertificateBuilder().subject("CN=client").addExtendedKeyUsageClientAuth();
  }

  private static X509Bundle issued(String name) throws Exception {
    return server("CN=" + name).addSanDnsName(name).buildIssuedBy(authority);
  }

  private static Backend.Tls showing(X509Bundle certificate, String key) {
    Tls tls = new Tls();
    tls.clientCertificate =
        Optional.of(new Backend.ClientCertificate(certificate.getCertificatePathPEM(), key));
    return tls.build();
  }

  /** RFC 5915: the curve stands in the key itself. */
  private static String sec1(PrivateKeyInfo info) throws Exception {
    org.bouncycastle.asn1.sec.ECPrivateKey bare =
        org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(info.parsePrivateKey());
    return pem(
        "EC PRIVATE KEY",
        new org.bouncycastle.asn1.sec.ECPrivateKey(
                256, bare.getKey(), info.getPrivateKeyAlgorithm().getParameters())
            .getEncoded());
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(der), label);
  }

  /** Settings to be changed. */
  private static final class Tls {
    Optional<String> certificateHost = Optional.empty();
    Optional<String> serverName = Optional.empty();
    boolean sendServerName = true;
    Optional<String> authorities = Optional.of(authority.getCertificatePEM());
    Optional<Backend.ClientCertificate> clientCertificate = Optional.empty();
    Optional<TlsVersion> minimum = Optional.empty();
    Optional<TlsVersion> maximum = Optional.empty();
    Optional<String> ciphers = Optional.empty();

    /** Only the test's own authority. */
    static Backend.Tls trusting() {
      return new Tls().build();
    }

    Backend.Tls build() {
      return new Backend.Tls(
          certificateHost,
          serverName,
          sendServerName,
          authorities,
          clientCertificate,
          minimum,
          maximum,
          ciphers);
    }
  }
}
