package dev.verge.isolate.abi.cgi;

import dev.verge.isolate.abi.MalformedResponseException;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;

/** A CGI header block (RFC 3875, section 6.3), checked to be safe on the wire. */
final class CgiHead {
  private static final int FOUND = 302;
  private static final int OK = 200;

  /** The most digits of a Content-Length; such a number fits a {@code long}. */
  private static final int LENGTH_DIGITS = 18;

  private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

  private final List<HeaderList.Field> fields = new ArrayList<>();
  private Optional<Integer> status = Optional.empty();
  private Optional<String> location = Optional.empty();
  private Optional<String> contentType = Optional.empty();
  private Optional<String> contentLength = Optional.empty();

  private CgiHead() {}

  /**
   * @param block the lines before the blank one, each ended by LF or CR LF
   * @throws MalformedResponseException when a line is no header, a CGI field stands twice, or there
   *     is none
   */
  static CgiHead parse(byte[] block) {
    CgiHead head = new CgiHead();
    // One character a byte, so that bytes beyond ASCII reach the wire as the guest wrote them.
    for (String line : new String(block, StandardCharsets.ISO_8859_1).split("\n", -1)) {
      String bare = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      if (!bare.isEmpty()) {
        head.line(bare);
      }
    }
    if (head.status.isEmpty() && head.location.isEmpty() && head.contentType.isEmpty()) {
      throw MalformedResponseException.because(
          "the CGI headers have none of Content-Type, Location and Status");
    }
    return head;
  }

  /** The path to answer in place of this, when the block is a local redirect and nothing else. */
  Optional<String> localRedirect() {
    return location.filter(
        target ->
            target.startsWith("/")
                && !target.startsWith("//")
                && fields.size() == 1
                && status.isEmpty());
  }

  ResponseHead responseHead() {
    return new ResponseHead(
        status.orElse(location.isPresent() ? FOUND : OK), HeaderList.of(fields));
  }

  private void line(String line) {
    int colon = line.indexOf(':');
    if (colon <= 0) {
      throw MalformedResponseException.because(
          "the CGI header line %s has no name".formatted(shown(line)));
    }
    String name = line.substring(0, colon);
    String value = line.substring(colon + 1).strip();
    if (!all(name, CgiHead::isTokenCharacter)) {
      throw MalformedResponseException.because(
          "the CGI header name %s has a character that names cannot have".formatted(shown(name)));
    }
    if (!all(value, c -> (c >= ' ' && c != 0x7f) || c == '\t')) {
      throw MalformedResponseException.because(
          "the value of the CGI header %s has a control character".formatted(shown(name)));
    }
    switch (name.toLowerCase(Locale.ROOT)) {
      case "status" -> {
        once(status, name);
        status = Optional.of(statusOf(value));
      }
      case "location" -> {
        once(location, name);
        location = Optional.of(value);
        fields.add(new HeaderList.Field(name, value));
      }
      case "content-type" -> {
        once(contentType, name);
        contentType = Optional.of(value);
        fields.add(new HeaderList.Field(name, value));
      }
      case "content-length" -> {
        once(contentLength, name);
        contentLength = Optional.of(lengthOf(value));
        fields.add(new HeaderList.Field(name, value));
      }
      default -> fields.add(new HeaderList.Field(name, value));
    }
  }

  private static void once(Optional<?> before, String name) {
    if (before.isPresent()) {
      throw MalformedResponseException.because("the CGI header %s stands twice".formatted(name));
    }
  }

  private static int statusOf(String value) {
    boolean digits =
        value.length() >= 3
            && all(value.substring(0, 3), CgiHead::isDigit)
            && (value.length() == 3 || value.charAt(3) == ' ');
    int code = digits ? Integer.parseInt(value.substring(0, 3)) : 0;
    if (code < 200 || code > 599) {
      throw MalformedResponseException.because(
          "the CGI Status %s is not a final HTTP status (200 to 599) with a reason"
              .formatted(shown(value)));
    }
    return code;
  }

  /** The value, if it is a length (RFC 9110, section 8.6). */
  private static String lengthOf(String value) {
    if (value.isEmpty() || value.length() > LENGTH_DIGITS || !all(value, CgiHead::isDigit)) {
      throw MalformedResponseException.because(
          "the CGI header Content-Length %s is not a number of bytes".formatted(shown(value)));
    }
    return value;
  }

  /** Whether all characters pass. A stream would cost as much as the rest of a request's head. */
  private static boolean all(String text, IntPredicate test) {
    for (int i = 0; i < text.length(); i++) {
      if (!test.test(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isTokenCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || isDigit(c)
        || TOKEN_PUNCTUATION.indexOf(c) >= 0;
  }

  private static String shown(String text) {
    String start = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return '"' + start.replaceAll("\\p{Cntrl}", "?") + '"';
  }
}
