package dev.verge.isolate.binding;

import java.time.Duration;
import java.util.Optional;

/**
 * An origin that a guest may send requests to.
 *
 * @param name how the guest calls it
 * @param host where to connect: a hostname or an address, IPv6 without brackets
 * @param port from 1 to 65535
 * @param path put before the path of every request; empty or {@code /…} without a slash at its end
 * @param overrideHost the {@code Host} to send in place of the request's own
 * @param tls when present the connection is encrypted
 * @param timeouts how long to wait for what
 * @param pooling how connections are kept and reused
 * @param grpc whether it speaks gRPC: HTTP/2 always, trailers both ways
 * @param preferIpv4 which addresses to try first when a name has both
 * @param health what its health is said to be
 * @param healthCheck how its health is found out; when empty it stays as said
 * @param dynamic whether a running guest made it; such a backend never reaches loopback, link-local
 *     or private addresses unless the operator allows it
 */
public record Backend(
    String name,
    String host,
    int port,
    String path,
    Optional<String> overrideHost,
    Optional<Tls> tls,
    Timeouts timeouts,
    Pooling pooling,
    boolean grpc,
    boolean preferIpv4,
    Health health,
    Optional<HealthCheck> healthCheck,
    boolean dynamic) {

  /** Whether a backend answers well. */
  public enum Health {
    UNKNOWN,
    HEALTHY,
    UNHEALTHY
  }

  /** Versions of TLS, in their order. */
  public enum TlsVersion {
    TLS_1_0,
    TLS_1_1,
    TLS_1_2,
    TLS_1_3
  }

  /**
   * How the connection is encrypted and its peer verified.
   *
   * @param certificateHost the name that the peer's certificate must carry; when empty, the host
   * @param serverName the name sent in the handshake (RFC 6066, section 3); when empty, the
   *     certificate's host, then the overriding host, then the host
   * @param sendServerName whether a name is sent at all
   * @param certificateAuthorities certificates in PEM to trust in place of the system's
   * @param clientCertificate what to show when the peer asks
   * @param minimum the lowest version to accept
   * @param maximum the highest version to offer
   * @param ciphers in OpenSSL's notation; when empty, the platform's own choice
   */
  public record Tls(
      Optional<String> certificateHost,
      Optional<String> serverName,
      boolean sendServerName,
      Optional<String> certificateAuthorities,
      Optional<ClientCertificate> clientCertificate,
      Optional<TlsVersion> minimum,
      Optional<TlsVersion> maximum,
      Optional<String> ciphers) {

    /** The host's own name, the system's authorities, no client certificate. */
    public static final Tls DEFAULT =
        new Tls(
            Optional.empty(),
            Optional.empty(),
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  /**
   * A certificate and its private key, both in PEM.
   *
   * @param key secret; not in {@link #toString}
   */
  public record ClientCertificate(String chain, String key) {
    @Override
    public String toString() {
      return "ClientCertificate[" + chain.length() + " characters]";
    }
  }

  /**
   * How long to wait; zero for no limit.
   *
   * @param connect for a connection, TLS included
   * @param firstByte from the request's end to the response's head
   * @param betweenBytes for each next piece of the response's body
   */
  public record Timeouts(Duration connect, Duration firstByte, Duration betweenBytes) {
    /** Fastly's defaults: 1 s, 15 s, 10 s. */
    public static final Timeouts DEFAULT =
        new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofSeconds(10));
  }

  /**
   * How connections are kept.
   *
   * @param reuse whether a connection serves more than one request
   * @param idle how long an unused connection is kept
   * @param tcpKeepAlive probes of idle connections
   * @param mostConnections at once; 0 for no limit
   * @param mostUses requests per connection; 0 for no limit
   * @param mostLifetime of a connection; zero for no limit
   */
  public record Pooling(
      boolean reuse,
      Duration idle,
      Optional<TcpKeepAlive> tcpKeepAlive,
      int mostConnections,
      int mostUses,
      Duration mostLifetime) {
    /** Reuse, 55 s idle, no probes, no limits. */
    public static final Pooling DEFAULT =
        new Pooling(true, Duration.ofSeconds(55), Optional.empty(), 0, 0, Duration.ZERO);
  }

  /** TCP keep-alive, in the terms of tcp(7). */
  public record TcpKeepAlive(int intervalSeconds, int probes, int timeSeconds) {}

  /**
   * How health is found out.
   *
   * @param interval between two probes
   * @param timeout of one probe
   * @param expectedStatus of a probe's response
   * @param window how many of the last probes count
   * @param threshold how many of them must have been well
   * @param initial how many count as well before the first probe
   */
  public record HealthCheck(
      Duration interval,
      Duration timeout,
      Optional<String> host,
      String method,
      String path,
      int expectedStatus,
      int window,
      int threshold,
      int initial) {}
}
