package dev.verge.isolate.platform.httpcache;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The directives of {@code Cache-Control} (RFC 9111, section 5.2) or {@code Surrogate-Control}. */
final class CacheControl {
  /** What longer times are taken as (RFC 9111, section 1.2.2), in seconds. */
  private static final long MOST_SECONDS = Integer.MAX_VALUE;

  private final Map<String, String> directives = new HashMap<>();

  private CacheControl() {}

  /** All lines of the field; of a directive that comes twice, the first counts. */
  static CacheControl parse(List<String> lines) {
    CacheControl control = new CacheControl();
    for (String line : lines) {
      int start = 0;
      boolean quoted = false;
      for (int i = 0; i <= line.length(); i++) {
        if (i == line.length() || (line.charAt(i) == ',' && !quoted)) {
          control.add(line.substring(start, i));
          start = i + 1;
        } else if (line.charAt(i) == '"') {
          quoted = !quoted;
        }
      }
    }
    return control;
  }

  private void add(String directive) {
    int equals = directive.indexOf('=');
    String name = equals < 0 ? directive : directive.substring(0, equals);
    String value = equals < 0 ? "" : directive.substring(equals + 1).strip();
    if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
      value = value.substring(1, value.length() - 1);
    }
    directives.putIfAbsent(name.strip().toLowerCase(Locale.ROOT), value);
  }

  boolean has(String directive) {
    return directives.containsKey(directive);
  }

  /** A directive's seconds; none when it is missing, zero when it cannot be read. */
  Optional<Duration> seconds(String directive) {
    return Optional.ofNullable(directives.get(directive)).map(CacheControl::read);
  }

  /** Digits as seconds; anything else is zero, the safe side (RFC 9111, section 4.2.1). */
  static Duration parseSeconds(String text) {
    return read(text.strip());
  }

  private static Duration read(String digits) {
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Duration.ZERO;
    }
    long seconds = digits.length() > 10 ? MOST_SECONDS : Long.parseLong(digits);
    return Duration.ofSeconds(Math.min(seconds, MOST_SECONDS));
  }
}
