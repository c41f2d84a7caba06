package dev.verge.deploy.vendor.fastly;

import dev.verge.deploy.manifest.BackendUrl;
import dev.verge.deploy.manifest.ManifestBackend;
import dev.verge.deploy.manifest.ManifestCertificate;
import dev.verge.deploy.manifest.ManifestKeepAlive;
import java.util.Optional;
import java.util.function.Function;

/**
 * A backend in Fastly's fields, on Verge's model. Fields that mean nothing here ({@code comment},
 * {@code weight}, {@code auto_loadbalance}, {@code shield} and others of VCL's) are taken and
 * dropped; those whose absence would be noticed are refused.
 */
final class BackendFields {
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;
  private static final int MILLIS = 1000;

  /** What a URL's host may have to be put between its slashes. */
  private static final String HOST = "[A-Za-z0-9_.-]{1,253}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*";

  private final Form form;
  private final Optional<ManifestBackend> before;

  private BackendFields(Form form, Optional<ManifestBackend> before) {
    this.form = form;
    this.before = before;
  }

  /**
   * What a form makes of a backend.
   *
   * @param before what it changes; empty when it makes a new one
   */
  static ManifestBackend apply(Form form, Optional<ManifestBackend> before) {
    return new BackendFields(form, before).backend();
  }

  record BackendDocument(
      String name,
      String serviceId,
      int version,
      String address,
      int port,
      boolean useSsl,
      boolean sslCheckCert,
      Optional<String> sslCertHostname,
      Optional<String> sslSniHostname,
      Optional<String> sslCaCert,
      Optional<String> sslClientCert,
      Optional<String> sslCiphers,
      Optional<String> minTlsVersion,
      Optional<String> maxTlsVersion,
      Optional<String> overrideHost,
      Optional<Long> connectTimeout,
      Optional<Long> firstByteTimeout,
      Optional<Long> betweenBytesTimeout,
      Optional<Integer> maxConn,
      Optional<Integer> maxUse,
      Optional<Long> maxLifetime,
      Optional<Long> keepaliveTime,
      boolean tcpKeepaliveEnable,
      Optional<Integer> tcpKeepaliveInterval,
      Optional<Integer> tcpKeepaliveProbes,
      Optional<Integer> tcpKeepaliveTime,
      boolean preferIpv6,
      String comment)
      implements Document {}

  /** A backend as Fastly tells it: without its private key. */
  static BackendDocument document(
      String name, ManifestBackend backend, String service, int version) {
    BackendUrl target = backend.target("backends");
    Optional<ManifestKeepAlive> kept = backend.keepalive();
    Optional<ManifestKeepAlive.Tcp> tcp = kept.flatMap(ManifestKeepAlive::tcp);
    return new BackendDocument(
        name,
        service,
        version,
        target.host(),
        target.port(),
        target.encrypted(),
        true,
        backend.certHost(),
        backend.sniHost(),
        backend.caCertificate(),
        backend.clientCertificate().flatMap(ManifestCertificate::certificate),
        backend.ciphers(),
        backend.minTlsVersion(),
        backend.maxTlsVersion(),
        backend.overrideHost(),
        backend.connectTimeoutMs(),
        backend.firstByteTimeoutMs(),
        backend.betweenBytesTimeoutMs(),
        backend.maxConnections(),
        kept.flatMap(ManifestKeepAlive::maxUses),
        kept.flatMap(ManifestKeepAlive::maxLifetimeMs),
        kept.flatMap(ManifestKeepAlive::idleMs).map(millis -> millis / MILLIS),
        tcp.isPresent(),
        tcp.flatMap(ManifestKeepAlive.Tcp::intervalS),
        tcp.flatMap(ManifestKeepAlive.Tcp::probes),
        tcp.flatMap(ManifestKeepAlive.Tcp::timeS),
        !backend.preferIpv4().orElse(false),
        "");
  }

  private ManifestBackend backend() {
    refuse("healthcheck", "left out: health checks are not mapped, bind one in a manifest");
    if (!form.flag("ssl_check_cert").orElse(true)) {
      throw Form.refused("ssl_check_cert", "true: certificates are always checked");
    }
    return new ManifestBackend(
        Optional.of(url()),
        text("override_host", ManifestBackend::overrideHost),
        text("ssl_cert_hostname", ManifestBackend::certHost),
        text("ssl_sni_hostname", ManifestBackend::sniHost),
        before.flatMap(ManifestBackend::useSni),
        text("ssl_ca_cert", ManifestBackend::caCertificate),
        clientCertificate(),
        text("min_tls_version", ManifestBackend::minTlsVersion),
        text("max_tls_version", ManifestBackend::maxTlsVersion),
        text("ssl_ciphers", ManifestBackend::ciphers),
        before.flatMap(ManifestBackend::grpc),
        millis("connect_timeout", ManifestBackend::connectTimeoutMs),
        millis("first_byte_timeout", ManifestBackend::firstByteTimeoutMs),
        millis("between_bytes_timeout", ManifestBackend::betweenBytesTimeoutMs),
        Optional.of(keepAlive()),
        form.number("max_conn").or(() -> before.flatMap(ManifestBackend::maxConnections)),
        form.flag("prefer_ipv6")
            .map(preferred -> !preferred)
            .or(() -> before.flatMap(ManifestBackend::preferIpv4)),
        before.flatMap(ManifestBackend::health),
        before.flatMap(ManifestBackend::healthcheck));
  }

  private String url() {
    Optional<BackendUrl> target = before.map(backend -> backend.target("backends"));
    String host =
        form.line("address")
            .or(() -> target.map(BackendUrl::host))
            .filter(text -> text.matches(HOST))
            .orElseThrow(() -> Form.refused("address", "a hostname or an address"));
    Optional<Integer> given = form.number("port");
    // Fastly: ports 80 and 443 say whether there is TLS, unless that is said, too.
    boolean encrypted =
        form.flag("use_ssl")
            .or(
                () ->
                    given
                        .filter(port -> port == HTTP_PORT || port == HTTPS_PORT)
                        .map(port -> port == HTTPS_PORT))
            .or(() -> target.map(BackendUrl::encrypted))
            .orElse(false);
    int port =
        given.or(() -> target.map(BackendUrl::port)).orElse(encrypted ? HTTPS_PORT : HTTP_PORT);
    return "%s://%s:%d%s"
        .formatted(
            encrypted ? "https" : "http",
            host.contains(":") ? "[" + host + "]" : host,
            port,
            target.map(BackendUrl::path).orElse(""));
  }

  private Optional<ManifestCertificate> clientCertificate() {
    Optional<ManifestCertificate> kept = before.flatMap(ManifestBackend::clientCertificate);
    Optional<String> certificate =
        given("ssl_client_cert", kept.flatMap(ManifestCertificate::certificate));
    Optional<String> key = given("ssl_client_key", kept.flatMap(ManifestCertificate::key));
    return certificate.isEmpty() && key.isEmpty()
        ? Optional.empty()
        : Optional.of(new ManifestCertificate(certificate, key, Optional.empty()));
  }

  private ManifestKeepAlive keepAlive() {
    Optional<ManifestKeepAlive> kept = before.flatMap(ManifestBackend::keepalive);
    return new ManifestKeepAlive(
        kept.flatMap(ManifestKeepAlive::reuse),
        form.number("keepalive_time")
            .map(seconds -> (long) seconds * MILLIS)
            .or(() -> kept.flatMap(ManifestKeepAlive::idleMs)),
        form.number("max_use").or(() -> kept.flatMap(ManifestKeepAlive::maxUses)),
        form.number("max_lifetime")
            .map(Integer::longValue)
            .or(() -> kept.flatMap(ManifestKeepAlive::maxLifetimeMs)),
        tcp(kept.flatMap(ManifestKeepAlive::tcp)));
  }

  private Optional<ManifestKeepAlive.Tcp> tcp(Optional<ManifestKeepAlive.Tcp> kept) {
    Optional<Integer> interval = form.number("tcp_keepalive_interval");
    Optional<Integer> probes = form.number("tcp_keepalive_probes");
    Optional<Integer> time = form.number("tcp_keepalive_time");
    boolean probing =
        form.flag("tcp_keepalive_enable")
            .orElse(
                kept.isPresent() || interval.isPresent() || probes.isPresent() || time.isPresent());
    return probing
        ? Optional.of(
            new ManifestKeepAlive.Tcp(
                interval.or(() -> kept.flatMap(ManifestKeepAlive.Tcp::intervalS)),
                probes.or(() -> kept.flatMap(ManifestKeepAlive.Tcp::probes)),
                time.or(() -> kept.flatMap(ManifestKeepAlive.Tcp::timeS))))
        : Optional.empty();
  }

  private Optional<Long> millis(String field, Function<ManifestBackend, Optional<Long>> otherwise) {
    return form.number(field).map(Integer::longValue).or(() -> before.flatMap(otherwise));
  }

  private Optional<String> text(
      String field, Function<ManifestBackend, Optional<String>> otherwise) {
    return given(field, before.flatMap(otherwise));
  }

  /** A text of the form, which takes away what was when it is empty; else what was. */
  private Optional<String> given(String field, Optional<String> otherwise) {
    return form.text(field).isPresent()
        ? form.text(field).filter(text -> !text.isEmpty())
        : otherwise;
  }

  private void refuse(String field, String allowed) {
    form.text(field)
        .filter(text -> !text.isEmpty())
        .ifPresent(
            text -> {
              throw Form.refused(field, allowed);
            });
  }
}
