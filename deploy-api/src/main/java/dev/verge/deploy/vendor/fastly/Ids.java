package dev.verge.deploy.vendor.fastly;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

/** Identifiers that look like Fastly's: 22 letters and digits, of 128 bits. */
final class Ids {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int CHARS = 22;
  private static final int BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  /** One that nobody had. */
  static String random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return text(bytes);
  }

  /** Always the same for the same names, of which it tells nothing. */
  static String of(String... names) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (String name : names) {
        byte[] bytes = name.getBytes(UTF_8);
        // With its length, no two lists of names run together alike.
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        sha256.update(bytes);
      }
      return text(Arrays.copyOf(sha256.digest(), BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  private static String text(byte[] bytes) {
    BigInteger rest = new BigInteger(1, bytes);
    BigInteger base = BigInteger.valueOf(DIGITS.length());
    StringBuilder text = new StringBuilder();
    while (text.length() < CHARS) {
      BigInteger[] parts = rest.divideAndRemainder(base);
      text.append(DIGITS.charAt(parts[1].intValue()));
      rest = parts[0];
    }
    return text.toString();
  }
}
