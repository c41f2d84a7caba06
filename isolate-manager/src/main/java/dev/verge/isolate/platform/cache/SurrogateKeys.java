package dev.verge.isolate.platform.cache;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names under which objects can be purged together, as Fastly documents its {@code Surrogate-Key}:
 * visible ASCII, up to 1024 bytes each and 16 KiB together.
 */
public final class SurrogateKeys {
  private static final int MOST_TEXT = 16 * 1024;
  private static final int MOST_KEY = 1024;

  private SurrogateKeys() {}

  /**
   * Keys with spaces between them.
   *
   * @throws CacheException {@link CacheException.Kind#INVALID} when one is none, or they are too
   *     long
   */
  public static Set<String> parse(String text) {
    Set<String> keys =
        Arrays.stream(text.split(" "))
            .filter(key -> !key.isEmpty())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (text.length() > MOST_TEXT || !keys.stream().allMatch(SurrogateKeys::isKey)) {
      throw CacheException.invalid(
          "surrogate keys are visible ASCII, of up to %d bytes each and %d together"
              .formatted(MOST_KEY, MOST_TEXT));
    }
    return keys;
  }

  /** As {@link #parse}, but what is no key is left out, and so is what comes too late to fit. */
  public static Set<String> parseLenient(String text) {
    return Arrays.stream(text.substring(0, Math.min(text.length(), MOST_TEXT)).split("\\s"))
        .filter(key -> !key.isEmpty() && isKey(key))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static boolean isKey(String key) {
    return key.length() <= MOST_KEY && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }
}
