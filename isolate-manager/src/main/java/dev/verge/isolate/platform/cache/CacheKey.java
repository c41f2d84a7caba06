package dev.verge.isolate.platform.cache;

import java.nio.charset.StandardCharsets;

/**
 * The name of an object, before its variants.
 *
 * @param space keys of different spaces never meet
 * @param bytes each as the ISO 8859-1 character of its value
 */
public record CacheKey(Space space, String bytes) {
  /** The longest key, in bytes: what the JavaScript SDK lets through. */
  public static final int MOST_BYTES = 8135;

  /** Who uses a key. */
  public enum Space {
    /** The objects that guests name themselves. */
    OBJECTS,
    /** Responses to HTTP requests. */
    HTTP
  }

  /**
   * Of these bytes.
   *
   * @throws CacheException {@link CacheException.Kind#INVALID} when it is too long
   */
  public static CacheKey of(Space space, byte[] bytes) {
    if (bytes.length > MOST_BYTES) {
      throw CacheException.invalid(
          "a cache key has %d bytes; at most %d are taken".formatted(bytes.length, MOST_BYTES));
    }
    return new CacheKey(space, new String(bytes, StandardCharsets.ISO_8859_1));
  }
}
