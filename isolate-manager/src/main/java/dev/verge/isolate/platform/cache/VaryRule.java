package dev.verge.isolate.platform.cache;

import dev.verge.isolate.platform.http.HeaderFields;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Which request headers an object depends on (RFC 9111, section 4.1).
 *
 * @param names in lower case, sorted, each once
 */
public record VaryRule(List<String> names) {
  /** The object is the same for all requests. */
  public static final VaryRule NONE = new VaryRule(List.of());

  /** More are not taken. */
  public static final int MOST_NAMES = 64;

  /**
   * Puts the names in their order.
   *
   * @throws CacheException {@link CacheException.Kind#INVALID} when a name is none, or there are
   *     too many
   */
  public VaryRule {
    names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().sorted().toList();
    if (names.size() > MOST_NAMES || !names.stream().allMatch(VaryRule::isName)) {
      throw CacheException.invalid(
          "a vary rule is a list of up to %d header names".formatted(MOST_NAMES));
    }
  }

  /** Of these names, in any order and case. */
  public static VaryRule of(Collection<String> names) {
    return names.isEmpty() ? NONE : new VaryRule(List.copyOf(names));
  }

  /** Names with spaces between them, as the ABI writes them. */
  public static VaryRule parse(String text) {
    return of(Arrays.stream(text.split(" ")).filter(name -> !name.isEmpty()).toList());
  }

  /** As {@link #parse} takes it. */
  public String text() {
    return String.join(" ", names);
  }

  /**
   * What a request's headers say under these names. Two requests get the same text only if each
   * name has the same values in the same order; lengths keep one value from looking like two.
   */
  String variant(HeaderFields request) {
    StringBuilder variant = new StringBuilder();
    for (String name : names) {
      List<String> values = request.all(name);
      variant.append(name).append('=').append(values.size());
      values.forEach(value -> variant.append(':').append(value.length()).append(':').append(value));
      variant.append(';');
    }
    return variant.toString();
  }

  /** Whether this may be a header's name, in lower case. */
  public static boolean isName(String name) {
    return !name.isEmpty()
        && name.chars().allMatch(c -> isAlphanumeric(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }

  private static boolean isAlphanumeric(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }
}
