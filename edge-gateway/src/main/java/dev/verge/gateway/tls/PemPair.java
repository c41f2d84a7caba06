package dev.verge.gateway.tls;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/**
 * Certificates and keys in PEM (RFC 7468): a chain with the server's own certificate first, and a
 * key in PKCS #8, PKCS #1 or SEC 1, not encrypted.
 */
final class PemPair {
  private static final long MOST_BYTES = 1 << 20;

  private PemPair() {}

  /**
   * Reads a pair.
   *
   * @param alias the identity's
   * @throws TlsException saying what is wrong with the files
   */
  static Identity read(String alias, Path certificates, Path key) {
    List<X509Certificate> chain = chain(certificates);
    PrivateKey read = key(key);
    requireMatch(chain.getFirst().getPublicKey(), read);
    return new Identity(alias, chain, read, SubjectNames.of(chain.getFirst()));
  }

  private static List<X509Certificate> chain(Path file) {
    List<X509Certificate> chain = new ArrayList<>();
    var converter = new JcaX509CertificateConverter();
    try (PEMParser parser = parser(file)) {
      for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
        if (object instanceof X509CertificateHolder holder) {
          chain.add(converter.getCertificate(holder));
        }
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw unreadable(file, e);
    }
    if (chain.isEmpty()) {
      throw new TlsException("%s has no certificate in PEM.".formatted(file));
    }
    return List.copyOf(chain);
  }

  private static PrivateKey key(Path file) {
    try (PEMParser parser = parser(file)) {
      for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
        if (object instanceof PrivateKeyInfo info) {
          return key(info);
        }
        if (object instanceof PEMKeyPair pair) {
          return key(pair.getPrivateKeyInfo());
        }
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw unreadable(file, e);
    }
    throw new TlsException("%s has no key in PEM that is not encrypted.".formatted(file));
  }

  private static PrivateKey key(PrivateKeyInfo info) throws IOException, GeneralSecurityException {
    return KeyFactory.getInstance(info.getPrivateKeyAlgorithm().getAlgorithm().getId())
        .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
  }

  private static PEMParser parser(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new TlsException("%s has more than %d bytes.".formatted(file, MOST_BYTES));
    }
    return new PEMParser(
        new StringReader(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)));
  }

  private static void requireMatch(PublicKey shown, PrivateKey key) {
    boolean match;
    try {
      Signature signature = Signature.getInstance(algorithm(key));
      signature.initSign(key);
      signature.update((byte) 1);
      byte[] made = signature.sign();
      signature.initVerify(shown);
      signature.update((byte) 1);
      match = signature.verify(made);
    } catch (GeneralSecurityException e) {
      throw new TlsException("the key does not fit the certificate: " + e.getMessage(), e);
    }
    if (!match) {
      throw new TlsException("the key is not that of the certificate.");
    }
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }

  private static TlsException unreadable(Path file, Exception e) {
    return e instanceof TlsException known
        ? known
        : new TlsException("%s cannot be read: %s".formatted(file, e), e);
  }
}
