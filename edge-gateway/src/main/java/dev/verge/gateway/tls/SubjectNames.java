package dev.verge.gateway.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The names that a certificate is for (RFC 9525, section 6.3): those of its subjectAltName, where a
 * {@code *} stands for exactly one label, the first.
 *
 * @param names in lower case
 */
record SubjectNames(Set<String> names) {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  /**
   * Reads them.
   *
   * @throws TlsException when the certificate's extension is malformed
   */
  static SubjectNames of(X509Certificate certificate) {
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      Set<String> names = new HashSet<>();
      for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
        if (alternative.get(0) instanceof Integer kind
            && (kind == DNS_NAME || kind == IP_ADDRESS)
            && alternative.get(1) instanceof String name) {
          names.add(normalized(name));
        }
      }
      return new SubjectNames(Set.copyOf(names));
    } catch (CertificateParsingException e) {
      throw new TlsException("its subjectAltName is malformed: " + e.getMessage(), e);
    }
  }

  /** Whether the certificate is for a host, in any case and with or without a trailing dot. */
  boolean cover(String host) {
    String name = normalized(host);
    return names.contains(name) || names.contains(wildcard(name));
  }

  /** The name with a wildcard that stands for a name, and others beside it. */
  static String wildcard(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? name : "*" + name.substring(dot);
  }

  /** How names are kept and compared. */
  static String normalized(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
