package dev.verge.isolate.platform.secrets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts with AES-256-GCM and random nonces (NIST SP 800-38D, section 8.2.2); keys for that and
 * for digests are derived from the platform's one (HKDF, RFC 5869). Safe on any thread.
 */
final class Seal {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int KEY_BYTES = 32;
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final String MAC = "HmacSHA256";
  private final SecureRandom random = new SecureRandom();
  private final SecretKey sealing;
  private final SecretKey digesting;

  /**
   * @param key the platform's, 32 bytes
   */
  Seal(byte[] key) {
    SecretKey root = new SecretKeySpec(key, "HKDF");
    sealing = derive(root, "verge seal", "AES");
    digesting = derive(root, "verge digest", MAC);
  }

  private static SecretKey derive(SecretKey root, String purpose, String algorithm) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              algorithm,
              HKDFParameterSpec.ofExtract()
                  .addIKM(root)
                  .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), KEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw unavailable(e);
    }
  }

  /**
   * Encrypts.
   *
   * @param context where the result will lie; it opens nowhere else
   */
  byte[] seal(List<String> context, byte[] plaintext) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plaintext);
      return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw unavailable(e);
    }
  }

  /**
   * Decrypts.
   *
   * @throws SecretsException when it was not sealed with this key for this context, or is damaged
   */
  byte[] open(List<String> context, byte[] sealed) {
    if (sealed.length < NONCE_BYTES) {
      throw notOurs();
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE_BYTES), context)
          .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    } catch (AEADBadTagException e) {
      throw notOurs();
    } catch (GeneralSecurityException e) {
      throw unavailable(e);
    }
  }

  /** Equal for equal texts; says nothing without the key. */
  byte[] digest(byte[] plaintext) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(digesting);
      return mac.doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw unavailable(e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, List<String> context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, sealing, new GCMParameterSpec(TAG_BITS, nonce));
    for (String part : context) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      // With their lengths, so that no two contexts have the same bytes.
      cipher.updateAAD(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
      cipher.updateAAD(bytes);
    }
    return cipher;
  }

  private static SecretsException notOurs() {
    return new SecretsException(
        "A sealed text is damaged, lies where it was not put, or was sealed with another key.");
  }

  private static SecretsException unavailable(GeneralSecurityException cause) {
    return new SecretsException("This Java cannot encrypt: " + cause.getMessage(), cause);
  }
}
