package dev.verge.deploy.http;

import io.vertx.core.http.HttpHeaders;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Generations of stored things as entity tags (RFC 9110, section 8.8.3). */
final class Generations {
  private static final Pattern TAG = Pattern.compile("\"([0-9]{1,20})\"");

  private Generations() {}

  static String tag(long generation) {
    return '"' + Long.toUnsignedString(generation) + '"';
  }

  /**
   * The generation that {@code If-Match} asks for.
   *
   * @param thing what has one, for the problem's detail
   */
  static OptionalLong expected(Call call, String thing) {
    return call.header(HttpHeaders.IF_MATCH)
        .map(
            text -> {
              Matcher generation = TAG.matcher(text);
              try {
                if (generation.matches()) {
                  return OptionalLong.of(Long.parseUnsignedLong(generation.group(1)));
                }
              } catch (NumberFormatException e) {
                // More than 64 bits: told below.
              }
              throw Call.invalid("If-Match", "the ETag of %s, in its quotes".formatted(thing));
            })
        .orElse(OptionalLong.empty());
  }
}
