package dev.verge.isolate.abi.cgi;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A request as CGI meta-variables (RFC 3875, section 4.1). */
final class CgiEnvironment {
  /**
   * Header fields without an {@code HTTP_} variable: they have one of their own, or, {@code Proxy},
   * would be mistaken for the {@code HTTP_PROXY} setting of HTTP clients (CVE-2016-5385).
   */
  private static final Set<String> NOT_PASSED = Set.of("content-type", "content-length", "proxy");

  private final Map<String, String> variables = new LinkedHashMap<>();

  /**
   * @param configured the version's own variables; meta-variables of the same name win
   */
  CgiEnvironment(RequestHead head, Map<String, String> configured) {
    variables.putAll(configured);
    headers(head.headers());
    variables.put("GATEWAY_INTERFACE", "CGI/1.1");
    variables.put("SERVER_SOFTWARE", "Verge");
    variables.put("SERVER_PROTOCOL", head.protocol());
    variables.put("SERVER_NAME", hostname(head.authority()));
    variables.put("SERVER_PORT", Integer.toString(head.server().getPort()));
    variables.put("REQUEST_METHOD", head.method());
    variables.put("REQUEST_SCHEME", head.scheme());
    variables.put(
        "REQUEST_URI", head.query().isEmpty() ? head.path() : head.path() + "?" + head.query());
    // The whole path belongs to the function: it is mounted at the root of its hostname.
    variables.put("SCRIPT_NAME", "");
    variables.put("PATH_INFO", decoded(head.path()));
    variables.put("QUERY_STRING", head.query());
    variables.put("REMOTE_ADDR", head.client().getAddress().getHostAddress());
    variables.put("REMOTE_PORT", Integer.toString(head.client().getPort()));
    variables.put("REQUEST_ID", head.id());
    if (head.scheme().equals("https")) {
      variables.put("HTTPS", "on");
    }
    head.headers()
        .first("content-type")
        .ifPresent(type -> variables.put("CONTENT_TYPE", text(type)));
    if (head.contentLength() > 0 || head.headers().first("content-length").isPresent()) {
      variables.put("CONTENT_LENGTH", Long.toString(head.contentLength()));
    }
  }

  /** As {@code NAME=value}. */
  List<String> entries() {
    List<String> entries = new ArrayList<>(variables.size());
    variables.forEach((name, value) -> entries.add(name + "=" + value));
    return entries;
  }

  private void headers(HeaderList headers) {
    for (HeaderList.Field field : headers) {
      String name = field.name().toLowerCase(Locale.ROOT);
      // With an underscore, X_A and X-A could not be told apart.
      if (NOT_PASSED.contains(name) || name.indexOf('_') >= 0) {
        continue;
      }
      String separator = name.equals("cookie") ? "; " : ", ";
      variables.merge(
          "HTTP_" + name.toUpperCase(Locale.ROOT).replace('-', '_'),
          text(field.value()),
          (first, next) -> first + separator + next);
    }
  }

  private static String hostname(String authority) {
    int port = authority.lastIndexOf(':');
    boolean literal = authority.indexOf(']') > port;
    return port < 0 || literal ? authority : authority.substring(0, port);
  }

  /**
   * Header values come as one character a byte (ISO 8859-1); where the bytes are UTF-8, the guest
   * gets them back as they were.
   */
  private static String text(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) > 0x7f) {
        return utf8OrElse(value.getBytes(StandardCharsets.ISO_8859_1), value);
      }
    }
    return value;
  }

  private static String decoded(String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      int octet = c == '%' ? octet(path, i + 1) : -1;
      // A NUL would end the variable; it stays as it was written, as does what is no escape.
      if (octet > 0) {
        bytes.write(octet);
        i += 2;
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return utf8OrElse(bytes.toByteArray(), path);
  }

  private static int octet(String path, int at) {
    if (at + 2 > path.length()) {
      return -1;
    }
    int high = Character.digit(path.charAt(at), 16);
    int low = Character.digit(path.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static String utf8OrElse(byte[] bytes, String other) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return other;
    }
  }
}
