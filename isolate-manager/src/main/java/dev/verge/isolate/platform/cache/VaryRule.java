package dev.verge.isolate.platform.cache;

import dev.verge.isolate.platform.http.HeaderFields;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Which request headers an object depends on (RFC 9111, section 4.1). Rules of the same names are
 * equal, however they were written. Immutable.
 */
public final class VaryRule {
  /** The object is the same for all requests. */
  public static final VaryRule NONE = new VaryRule("", List.of());

  /** More are not taken. */
  public static final int MOST_NAMES = 64;

  private final String text;
  private final List<String> names;

  private VaryRule(String text, Collection<String> names) {
    this.text = text;
    this.names =
        names.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().sorted().toList();
    if (this.names.size() > MOST_NAMES || !this.names.stream().allMatch(VaryRule::isName)) {
      throw CacheException.invalid(
          "a vary rule is a list of up to %d header names, not %s".formatted(MOST_NAMES, text));
    }
  }

  /**
   * Of these names, in any order and case.
   *
   * @throws CacheException {@link CacheException.Kind#INVALID} when a name is none, or there are
   *     too many
   */
  public static VaryRule of(Collection<String> names) {
    return names.isEmpty() ? NONE : new VaryRule(String.join(" ", names), names);
  }

  /**
   * Names with spaces between them, as the ABI writes them, or commas, as guests do.
   *
   * @throws CacheException as {@link #of}
   */
  public static VaryRule parse(String text) {
    return new VaryRule(
        text, Arrays.stream(text.split("[ ,]")).filter(name -> !name.isEmpty()).toList());
  }

  /** In lower case, sorted, each once. */
  public List<String> names() {
    return names;
  }

  /** As it was written. */
  public String text() {
    return text;
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

  @Override
  public boolean equals(Object other) {
    return other instanceof VaryRule rule && names.equals(rule.names);
  }

  @Override
  public int hashCode() {
    return names.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
