package dev.verge.isolate.platform.http;

/** What may stand in a message's head (RFC 9110, sections 5.1, 5.5 and 5.6.2). */
public final class FieldRules {
  private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

  private FieldRules() {}

  /** Whether a text is a token: a field's name, or a method. */
  public static boolean isName(String text) {
    return !text.isEmpty() && text.chars().allMatch(FieldRules::isTokenCharacter);
  }

  /** Whether a text may be a field's value: no control characters but the tab. */
  public static boolean isValue(String text) {
    return text.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7f && c <= 0xff));
  }

  private static boolean isTokenCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || TOKEN_PUNCTUATION.indexOf(c) >= 0;
  }
}
