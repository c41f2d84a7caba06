package dev.verge.gateway.tls;

import dev.verge.isolate.exchange.TlsFacts;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * What TLS agreed on for a connection.
 *
 * @param facts what guests may know
 * @param shown the server's certificate
 */
public record Secured(TlsFacts facts, Optional<Certificate> shown) {
  /**
   * Whether a client may ask for a host: it named that server, or none, or it has seen a
   * certificate that is for that host too, with which browsers share connections (RFC 9113, section
   * 9.1.1).
   */
  public boolean answersFor(String host) {
    return facts.serverName().isEmpty()
        || facts.serverName().get().equals(SubjectNames.normalized(host))
        || shown
            .map(X509Certificate.class::cast)
            .filter(it -> SubjectNames.of(it).cover(host))
            .isPresent();
  }
}
