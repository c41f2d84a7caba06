package dev.verge.deploy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** A self-signed certificate and its key, made by the JDK's keytool once per JVM. */
public final class Certificates {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final KeyStore KEYS = generate();

  /** In PEM. */
  public static final String CERTIFICATE = certificate();

  /** In PEM, PKCS #8. */
  public static final String KEY = key();

  private Certificates() {}

  private static String certificate() {
    try {
      return pem("CERTIFICATE", KEYS.getCertificate("client").getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String key() {
    try {
      return pem("PRIVATE KEY", KEYS.getKey("client", PASSWORD).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyStore generate() {
    try {
      Path folder = Files.createTempDirectory("verge-certificate-");
      Path store = folder.resolve("client.p12");
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "client",
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=client.example",
                  "-storetype",
                  "PKCS12",
                  "-storepass",
                  new String(PASSWORD),
                  "-keystore",
                  store.toString())
              .redirectErrorStream(true)
              .start();
      String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool failed: " + output);
      }
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
      Files.delete(store);
      Files.delete(folder);
      return keys;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), label);
  }
}
