package dev.verge.isolate.platform.live;

import static dev.verge.isolate.platform.live.LiveException.Reason.NOT_ACCEPTABLE;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Config stores: any keys and values, of lengths that Fastly documents. */
final class ConfigRules implements LiveRules<Map<String, String>> {
  private static final long MOST_BYTES = 64L << 20;

  @Override
  public String kind() {
    return "config";
  }

  @Override
  public long mostBytes() {
    return MOST_BYTES;
  }

  @Override
  public String key(String given) {
    if (given.isEmpty() || LiveData.isDots(given)) {
      throw new LiveException(NOT_ACCEPTABLE, "A key is empty, '.' or '..'.");
    }
    return checked("A key", given, LiveData.MOST_KEY_CHARACTERS);
  }

  @Override
  public String value(String given) {
    return checked("A value", given, LiveData.MOST_VALUE_CHARACTERS);
  }

  @Override
  public Map<String, String> snapshot(Map<String, String> items) {
    return Map.copyOf(items);
  }

  private static String checked(String what, String text, int most) {
    if (text.codePointCount(0, text.length()) > most) {
      throw new LiveException(
          NOT_ACCEPTABLE, "%s has more than %d characters.".formatted(what, most));
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new LiveException(NOT_ACCEPTABLE, what + " has half a character (a lone surrogate).");
    }
    return text;
  }
}
