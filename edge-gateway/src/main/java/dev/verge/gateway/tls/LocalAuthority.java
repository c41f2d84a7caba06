package dev.verge.gateway.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority of this machine's own, in two files of the state directory. It can vouch
 * for the names under some domains and for loopback addresses, and for nothing else (RFC 5280,
 * section 4.2.1.10): whoever steals its key cannot pose as the rest of the web.
 */
final class LocalAuthority {
  /** What its certificate is called after, with a part of its key behind. */
  static final String NAME = "Verge local authority";

  private static final Duration LIFE = Duration.ofDays(3650);

  /** Browsers take no more than 398 days. */
  private static final Duration LEAF_LIFE = Duration.ofDays(90);

  /** For clocks that are behind. */
  private static final Duration SLACK = Duration.ofDays(1);

  private static final String SIGNATURE = "SHA256withECDSA";
  private static final int SERIAL_BITS = 127;
  private static final List<String> LOOPBACK = List.of("127.0.0.1", "::1");
  private static final List<String> LOOPBACK_NETS = List.of("127.0.0.0/8", "::1/128");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Identity identity;
  private final Set<String> domains;

  private LocalAuthority(Identity identity, Set<String> domains) {
    this.identity = identity;
    this.domains = domains;
  }

  /** Where the certificate is, in a state directory. */
  static Path certificateFile(Path home) {
    return home.resolve("ca").resolve("ca.crt");
  }

  private static Path keyFile(Path home) {
    return home.resolve("ca").resolve("ca.key");
  }

  /**
   * Opens the one of a state directory.
   *
   * @throws TlsException when its files cannot be used
   */
  static Optional<LocalAuthority> open(Path home) {
    Path certificate = certificateFile(home);
    if (!Files.exists(certificate)) {
      return Optional.empty();
    }
    Identity identity = PemPair.read(NAME, certificate, keyFile(home));
    return Optional.of(new LocalAuthority(identity, permitted(identity.certificate())));
  }

  /**
   * Makes one in a state directory that has none.
   *
   * @param domains what it may vouch for: these, and every name under them
   * @throws TlsException when its files cannot be written, or are there
   */
  static LocalAuthority make(Path home, Collection<String> domains) {
    try {
      KeyPair keys = keys();
      byte[] id =
          new JcaX509ExtensionUtils()
              .createSubjectKeyIdentifier(keys.getPublic())
              .getKeyIdentifier();
      var name =
          new X500NameBuilder(BCStyle.INSTANCE)
              .addRDN(BCStyle.O, "Verge")
              .addRDN(BCStyle.CN, NAME + " " + HexFormat.of().formatHex(Arrays.copyOf(id, 4)))
              .build();
      Instant now = Instant.now();
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              serial(),
              Date.from(now.minus(SLACK)),
              Date.from(now.plus(LIFE)),
              name,
              keys.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(Extension.nameConstraints, true, constraints(domains));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
      X509Certificate certificate = signed(builder, keys);
      Files.createDirectories(home.resolve("ca"));
      write(keyFile(home), pem(new JcaPKCS8Generator(keys.getPrivate(), null)), "rw-------");
      write(certificateFile(home), pem(certificate), "rw-r--r--");
      return open(home).orElseThrow();
    } catch (FileAlreadyExistsException e) {
      throw new TlsException(
          "%s is there without its certificate, or somebody else makes one now; remove it to start anew."
              .formatted(e.getFile()),
          e);
    } catch (IOException e) {
      throw new TlsException("The authority cannot be written: " + e, e);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new TlsException("This JVM cannot make certificates: " + e.getMessage(), e);
    }
  }

  /** What people see it called. */
  String name() {
    return IETFUtils.valueToString(
        X500Name.getInstance(certificate().getSubjectX500Principal().getEncoded())
            .getRDNs(BCStyle.CN)[0]
            .getFirst()
            .getValue());
  }

  X509Certificate certificate() {
    return identity.certificate();
  }

  /** The domains that it may vouch for. */
  Set<String> domains() {
    return domains;
  }

  /** Whether it may vouch for a name. */
  boolean mayVouchFor(String name) {
    return domains.stream().anyMatch(domain -> name.equals(domain) || name.endsWith("." + domain));
  }

  /**
   * A new certificate for some names, with a key of its own.
   *
   * @param loopback whether it is for loopback addresses as well
   * @throws TlsException when it cannot be made
   */
  Identity issue(List<String> names, boolean loopback) {
    try {
      KeyPair keys = keys();
      Instant now = Instant.now();
      BigInteger serial = serial();
      var builder =
          new JcaX509v3CertificateBuilder(
              certificate(),
              serial,
              Date.from(now.minus(SLACK)),
              Date.from(now.plus(LEAF_LIFE)),
              new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.O, "Verge").build(),
              keys.getPublic());
      var extensions = new JcaX509ExtensionUtils();
      builder.addExtension(
          Extension.subjectAlternativeName, true, subjects(names, loopback ? LOOPBACK : List.of()));
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          extensions.createAuthorityKeyIdentifier(certificate()));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          extensions.createSubjectKeyIdentifier(keys.getPublic()));
      X509Certificate leaf =
          signed(builder, new KeyPair(certificate().getPublicKey(), identity.key()));
      return new Identity(
          "leaf " + serial, List.of(leaf), keys.getPrivate(), SubjectNames.of(leaf));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new TlsException("This JVM cannot make certificates: " + e.getMessage(), e);
    }
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, KeyPair by)
      throws OperatorCreationException, GeneralSecurityException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder(SIGNATURE).build(by.getPrivate())));
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static BigInteger serial() {
    return new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE);
  }

  private static NameConstraints constraints(Collection<String> domains) {
    List<GeneralSubtree> permitted = new ArrayList<>();
    for (String domain : new TreeSet<>(domains)) {
      permitted.add(new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain)));
    }
    for (String net : LOOPBACK_NETS) {
      permitted.add(new GeneralSubtree(new GeneralName(GeneralName.iPAddress, net)));
    }
    return new NameConstraints(permitted.toArray(GeneralSubtree[]::new), null);
  }

  private static Set<String> permitted(X509Certificate certificate) {
    try {
      NameConstraints constraints =
          NameConstraints.getInstance(
              JcaX509ExtensionUtils.parseExtensionValue(
                  certificate.getExtensionValue(Extension.nameConstraints.getId())));
      Set<String> domains = new TreeSet<>();
      for (GeneralSubtree subtree : constraints.getPermittedSubtrees()) {
        if (subtree.getBase().getTagNo() == GeneralName.dNSName) {
          domains.add(subtree.getBase().getName().toString());
        }
      }
      return domains;
    } catch (IOException | RuntimeException e) {
      throw new TlsException("the authority's certificate has no name constraints.", e);
    }
  }

  private static GeneralNames subjects(List<String> names, List<String> addresses) {
    List<GeneralName> subjects = new ArrayList<>();
    names.forEach(name -> subjects.add(new GeneralName(GeneralName.dNSName, name)));
    addresses.forEach(address -> subjects.add(new GeneralName(GeneralName.iPAddress, address)));
    return new GeneralNames(subjects.toArray(GeneralName[]::new));
  }

  private static String pem(Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }

  /** Whole or not at all, and never readable for others in between. */
  private static void write(Path file, String text, String permissions) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(unfinished);
    Files.createFile(
        unfinished,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
    Files.writeString(unfinished, text);
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
