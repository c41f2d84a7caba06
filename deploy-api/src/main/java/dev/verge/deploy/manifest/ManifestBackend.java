package dev.verge.deploy.manifest;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.verge.isolate.binding.Backend;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A backend as a manifest describes it. Whatever has a default is there once made.
 *
 * @param url scheme, host, port and a path that is put before every request's; {@code https} means
 *     TLS
 * @param overrideHost the {@code Host} to send in place of the request's own
 * @param certHost the name that the certificate must carry, when it is not the host
 * @param sniHost the name sent in the TLS handshake, when it is not {@code certHost}
 * @param useSni whether a name is sent in the handshake at all
 * @param caCertificate certificates in PEM to trust in place of the system's
 * @param clientCertificate what to show when the backend asks
 * @param minTlsVersion {@code 1.0} to {@code 1.3}
 * @param maxTlsVersion {@code 1.0} to {@code 1.3}
 * @param ciphers in OpenSSL's notation
 * @param grpc whether it speaks gRPC
 * @param connectTimeoutMs for a connection; 0 for no limit, as for the others
 * @param firstByteTimeoutMs from the request's end to the response's head
 * @param betweenBytesTimeoutMs for each next piece of the body
 * @param keepalive how connections are kept
 * @param maxConnections at once; 0 for no limit
 * @param preferIpv4 which addresses to try first
 * @param health one of {@link Backend.Health} in lower case
 * @param healthcheck how health is found out; it stays as said when absent
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ManifestBackend(
    Optional<String> url,
    Optional<String> overrideHost,
    Optional<String> certHost,
    Optional<String> sniHost,
    Optional<Boolean> useSni,
    Optional<String> caCertificate,
    Optional<ManifestCertificate> clientCertificate,
    Optional<String> minTlsVersion,
    Optional<String> maxTlsVersion,
    Optional<String> ciphers,
    Optional<Boolean> grpc,
    Optional<Long> connectTimeoutMs,
    Optional<Long> firstByteTimeoutMs,
    Optional<Long> betweenBytesTimeoutMs,
    Optional<ManifestKeepAlive> keepalive,
    Optional<Integer> maxConnections,
    Optional<Boolean> preferIpv4,
    Optional<String> health,
    Optional<ManifestHealthCheck> healthcheck) {

  private static final int MAX_CIPHERS_CHARS = 4096;

  public ManifestBackend {
    Backend.Timeouts defaults = Backend.Timeouts.DEFAULT;
    useSni = Optional.of(useSni.orElse(true));
    grpc = Optional.of(grpc.orElse(false));
    connectTimeoutMs = Optional.of(connectTimeoutMs.orElse(defaults.connect().toMillis()));
    firstByteTimeoutMs = Optional.of(firstByteTimeoutMs.orElse(defaults.firstByte().toMillis()));
    betweenBytesTimeoutMs =
        Optional.of(betweenBytesTimeoutMs.orElse(defaults.betweenBytes().toMillis()));
    keepalive = Optional.of(keepalive.orElse(ManifestKeepAlive.DEFAULT));
    maxConnections = Optional.of(maxConnections.orElse(Backend.Pooling.DEFAULT.mostConnections()));
    preferIpv4 = Optional.of(preferIpv4.orElse(false));
    health = Optional.of(health.orElse("unknown"));
  }

  ManifestBackend withClientCertificate(UnaryOperator<ManifestCertificate> change) {
    return new ManifestBackend(
        url,
        overrideHost,
        certHost,
        sniHost,
        useSni,
        caCertificate,
        clientCertificate.map(change),
        minTlsVersion,
        maxTlsVersion,
        ciphers,
        grpc,
        connectTimeoutMs,
        firstByteTimeoutMs,
        betweenBytesTimeoutMs,
        keepalive,
        maxConnections,
        preferIpv4,
        health,
        healthcheck);
  }

  /**
   * The parts of its URL.
   *
   * @throws dev.verge.deploy.problem.ProblemException when it is not what it should be
   */
  public BackendUrl target(String member) {
    return BackendUrl.parse(Refusals.required(url, member + ".url"), member + ".url");
  }

  /** Checks what {@link #toBackend} does not. */
  void check(String member) {
    overrideHost.ifPresent(host -> BackendRules.hostText(host, member + ".override_host"));
    certHost.ifPresent(host -> BackendRules.hostText(host, member + ".cert_host"));
    sniHost.ifPresent(host -> BackendRules.hostText(host, member + ".sni_host"));
    caCertificate.ifPresent(pem -> Pem.checkCertificates(pem, member + ".ca_certificate"));
    clientCertificate.ifPresent(shown -> shown.check(member + ".client_certificate"));
    ciphers
        .filter(list -> list.isBlank() || list.length() > MAX_CIPHERS_CHARS)
        .ifPresent(
            list -> {
              throw Refusals.refused(
                  "%s.ciphers must be a list in OpenSSL's notation of 1 to %d characters."
                      .formatted(member, MAX_CIPHERS_CHARS));
            });
    BackendRules.milliseconds(connectTimeoutMs, member + ".connect_timeout_ms");
    BackendRules.milliseconds(firstByteTimeoutMs, member + ".first_byte_timeout_ms");
    BackendRules.milliseconds(betweenBytesTimeoutMs, member + ".between_bytes_timeout_ms");
    keepalive.ifPresent(kept -> kept.check(member + ".keepalive"));
    BackendRules.number(maxConnections, BackendRules.MAX_COUNT, member + ".max_connections");
    healthcheck.ifPresent(probe -> probe.check(member + ".healthcheck"));
    Optional<Backend.TlsVersion> least = tlsVersion(minTlsVersion, member + ".min_tls_version");
    Optional<Backend.TlsVersion> most = tlsVersion(maxTlsVersion, member + ".max_tls_version");
    if (least.isPresent() && most.isPresent() && least.get().compareTo(most.get()) > 0) {
      throw Refusals.refused(
          "%s.min_tls_version is above %s.max_tls_version.".formatted(member, member));
    }
  }

  /**
   * @param member where this stands in the manifest
   */
  Backend toBackend(String name, String member) {
    BackendUrl target = target(member);
    return new Backend(
        name,
        target.host(),
        target.port(),
        target.path(),
        overrideHost,
        target.encrypted() ? Optional.of(tls(member)) : Optional.empty(),
        new Backend.Timeouts(
            Duration.ofMillis(connectTimeoutMs.orElseThrow()),
            Duration.ofMillis(firstByteTimeoutMs.orElseThrow()),
            Duration.ofMillis(betweenBytesTimeoutMs.orElseThrow())),
        keepalive.orElseThrow().toPooling(maxConnections.orElseThrow()),
        grpc.orElseThrow(),
        preferIpv4.orElseThrow(),
        health(member + ".health"),
        healthcheck.map(ManifestHealthCheck::toHealthCheck),
        false);
  }

  private Backend.Tls tls(String member) {
    return new Backend.Tls(
        certHost,
        sniHost,
        useSni.orElseThrow(),
        caCertificate,
        clientCertificate.map(ManifestCertificate::toClientCertificate),
        tlsVersion(minTlsVersion, member + ".min_tls_version"),
        tlsVersion(maxTlsVersion, member + ".max_tls_version"),
        ciphers);
  }

  private Backend.Health health(String member) {
    return one(
        health.orElseThrow(),
        Backend.Health.values(),
        value -> value.name().toLowerCase(Locale.ROOT),
        member);
  }

  private static Optional<Backend.TlsVersion> tlsVersion(Optional<String> version, String member) {
    return version.map(
        text ->
            one(
                text,
                Backend.TlsVersion.values(),
                value -> value.name().substring("TLS_".length()).replace('_', '.'),
                member));
  }

  private static <T> T one(String text, T[] values, Function<T, String> name, String member) {
    return Stream.of(values)
        .filter(value -> name.apply(value).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                Refusals.refused(
                    "%s is %s; it must be one of %s."
                        .formatted(
                            member,
                            Refusals.quoted(text),
                            Arrays.stream(values).map(name).collect(Collectors.joining(", ")))));
  }
}
