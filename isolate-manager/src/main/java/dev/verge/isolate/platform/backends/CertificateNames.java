package dev.verge.isolate.platform.backends;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Whom a certificate is for (RFC 9525): alternative names only, the common name has no say. The
 * JDK's own check cannot be asked for another name than the one that was sent as SNI.
 */
final class CertificateNames {
  /** Types of alternative names: RFC 5280, section 4.2.1.6. */
  private static final int DNS_NAME = 2;

  private static final int IP_ADDRESS = 7;

  private CertificateNames() {}

  /**
   * Whether a certificate names a host.
   *
   * @param host a name, or an address without brackets
   */
  static boolean include(X509Certificate certificate, String host)
      throws CertificateParsingException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    if (names == null) {
      return false;
    }
    byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
    return names.stream()
        .anyMatch(
            name ->
                name.get(1) instanceof String text
                    && (address == null
                        ? name.get(0).equals(DNS_NAME) && matches(text, host)
                        : name.get(0).equals(IP_ADDRESS) && sameAddress(text, address)));
  }

  private static boolean sameAddress(String text, byte[] address) {
    return Arrays.equals(NetUtil.createByteArrayFromIpAddressString(text), address);
  }

  /** A wildcard is a whole label, the first, and stands for one label (section 6.3). */
  private static boolean matches(String pattern, String host) {
    String wanted = plain(host);
    String offered = plain(pattern);
    if (!offered.startsWith("*.")) {
      return offered.equals(wanted);
    }
    String parent = offered.substring(1);
    int dot = wanted.indexOf('.');
    return dot > 0 && parent.indexOf('.', 1) > 0 && wanted.substring(dot).equals(parent);
  }

  private static String plain(String name) {
    String ascii;
    try {
      ascii = name.startsWith("*.") ? name : IDN.toASCII(name);
    } catch (IllegalArgumentException e) {
      ascii = name; // matches no certificate
    }
    String lower = ascii.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
