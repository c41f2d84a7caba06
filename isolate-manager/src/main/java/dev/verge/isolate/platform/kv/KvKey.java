package dev.verge.isolate.platform.kv;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * A key, by the rules that Fastly documents for KV stores.
 *
 * @param text from 1 to 1024 bytes in UTF-8
 */
record KvKey(String text) {
  private static final int MOST_BYTES = 1024;
  private static final String RESERVED = ".well-known/acme-challenge";

  KvKey {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    require(length > 0, "is empty");
    require(length <= MOST_BYTES, "has more than 1024 bytes");
    require(!text.startsWith(RESERVED), "begins with " + RESERVED);
    require(
        Stream.of("..", ".").noneMatch(text::equals)
            && Stream.of("/..", "/.").noneMatch(text::endsWith)
            && !text.contains("./"),
        "has a path segment of dots");
    require(
        text.chars().noneMatch(c -> "\r\n#;?^|".indexOf(c) >= 0),
        "has one of the characters # ; ? ^ | or a line break");
    require(text.length() > 1 || !alone(text.charAt(0)), "is a control character");
  }

  /** In the order of the store. */
  byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean alone(char c) {
    return c <= 0x20 || c >= 0xFFFE;
  }

  private static void require(boolean kept, String fact) {
    if (!kept) {
      throw new KvException(KvException.Reason.BAD_REQUEST, "A key that " + fact + ".");
    }
  }
}
