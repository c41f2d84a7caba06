package dev.verge.isolate.platform.cache;

import java.util.OptionalLong;

/**
 * Which bytes of an object to read.
 *
 * @param from the first; when empty, {@code to} counts the last bytes
 * @param to the last, inclusive; when empty, to the end
 */
public record Range(OptionalLong from, OptionalLong to) {
  /** All of it. */
  public static final Range ALL = new Range(OptionalLong.empty(), OptionalLong.empty());

  boolean all() {
    return from.isEmpty() && to.isEmpty();
  }

  /** Whether it lies within so many bytes. */
  boolean within(long length) {
    if (from.isEmpty()) {
      return to.isEmpty() || (to.getAsLong() >= 1 && to.getAsLong() <= length);
    }
    long first = from.getAsLong();
    long last = to.orElse(Math.max(first, length - 1));
    return first >= 0 && first < length && last >= first && last < length;
  }
}
