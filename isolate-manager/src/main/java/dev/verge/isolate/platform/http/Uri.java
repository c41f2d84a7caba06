package dev.verge.isolate.platform.http;

import java.util.Optional;

/**
 * Where a request goes, in its parts and as written (RFC 3986, section 3; RFC 9112, section 3.2).
 * More forgiving than {@link java.net.URI}, as HTTP programs are: what cannot break a request line
 * is kept as it is.
 *
 * @param scheme in lower case; empty when there is none
 * @param authority host and port, without user information; empty when there is none
 * @param path starts with {@code /}, or is {@code *}
 * @param query what stands behind the first {@code ?}; empty when there is no question mark
 */
public record Uri(String scheme, String authority, String path, Optional<String> query) {
  /** The longest that is taken, in characters. */
  public static final int MOST_CHARACTERS = 65_534;

  private static final String NOT_IN_HOSTS = "/?#@\\<>\"{}|^`";

  /**
   * Takes a URI apart; a fragment is dropped.
   *
   * @return empty when it is none
   */
  public static Optional<Uri> parse(String text) {
    if (text.isEmpty() || text.length() > MOST_CHARACTERS || !isPlain(text)) {
      return Optional.empty();
    }
    String rest = withoutFragment(text);
    if (rest.equals("*")) {
      return Optional.of(new Uri("", "", "*", Optional.empty()));
    }
    if (rest.startsWith("/")) {
      return Optional.of(of("", "", rest));
    }
    int colon = rest.indexOf("://");
    if (colon <= 0) {
      return Optional.empty();
    }
    String scheme = rest.substring(0, colon).toLowerCase(java.util.Locale.ROOT);
    int end = endOfAuthority(rest, colon + 3);
    String authority = rest.substring(colon + 3, end);
    authority = authority.substring(authority.lastIndexOf('@') + 1);
    if (!isScheme(scheme) || authority.isEmpty() || !isAuthority(authority)) {
      return Optional.empty();
    }
    return Optional.of(of(scheme, authority, rest.substring(end)));
  }

  /** Path and query, as in a request line. */
  public String target() {
    return path + query.map(q -> "?" + q).orElse("");
  }

  /** Whether it says where to go, not only what to ask for. */
  public boolean absolute() {
    return !authority.isEmpty();
  }

  @Override
  public String toString() {
    return absolute() ? scheme + "://" + authority + target() : target();
  }

  private static Uri of(String scheme, String authority, String target) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    Optional<String> query = mark < 0 ? Optional.empty() : Optional.of(target.substring(mark + 1));
    return new Uri(scheme, authority, path.isEmpty() ? "/" : path, query);
  }

  private static String withoutFragment(String text) {
    int hash = text.indexOf('#');
    return hash < 0 ? text : text.substring(0, hash);
  }

  private static int endOfAuthority(String text, int from) {
    int end = from;
    while (end < text.length() && "/?".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  /** No control characters, no spaces, nothing that would end a request line early. */
  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c > ' ' && c != 0x7f);
  }

  private static boolean isScheme(String scheme) {
    return scheme.matches("[a-z][a-z0-9+.-]*");
  }

  private static boolean isAuthority(String authority) {
    return authority.chars().allMatch(c -> NOT_IN_HOSTS.indexOf(c) < 0);
  }
}
