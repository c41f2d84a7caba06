package dev.verge.deploy.store;

import java.util.regex.Pattern;

/**
 * A file's content, by its hash.
 *
 * @param sha256 SHA-256 of the content, 64 hexadecimal digits in lower case
 * @param bytes its size
 */
public record Blob(String sha256, long bytes) {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  /**
   * @throws IllegalArgumentException when the hash is not one
   */
  public Blob {
    if (!isHash(sha256)) {
      throw new IllegalArgumentException("Not a SHA-256 in hexadecimal: " + sha256);
    }
  }

  static boolean isHash(String text) {
    return HASH.matcher(text).matches();
  }
}
