package dev.verge.deploy.manifest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.regex.Pattern;

/** Tells early whether a text has what a PEM file (RFC 7468) should have. */
final class Pem {
  private static final int MAX_CHARS = 256 << 10;
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN (?<label>(RSA |EC )?PRIVATE KEY)-----[A-Za-z0-9+/=\\s]+-----END \\k<label>-----");

  private Pem() {}

  static void checkCertificates(String text, String member) {
    checkSize(text, member);
    int begin = text.indexOf("-----BEGIN CERTIFICATE-----");
    try {
      if (begin >= 0
          && !CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(text.substring(begin).getBytes(US_ASCII)))
              .isEmpty()) {
        return;
      }
    } catch (CertificateException e) {
      // Told below, without the parser's words about its own insides.
    }
    throw Refusals.refused(
        "%s must be one or more certificates in PEM, each from BEGIN CERTIFICATE to END CERTIFICATE."
            .formatted(member));
  }

  static void checkKey(String text, String member) {
    checkSize(text, member);
    if (!KEY.matcher(text).find()) {
      throw Refusals.refused(
          "%s must be a private key in PEM that is not encrypted, from BEGIN PRIVATE KEY to END PRIVATE KEY."
              .formatted(member));
    }
  }

  private static void checkSize(String text, String member) {
    if (text.length() > MAX_CHARS) {
      throw Refusals.refused(
          "%s has %d characters; at most %d fit.".formatted(member, text.length(), MAX_CHARS));
    }
  }
}
