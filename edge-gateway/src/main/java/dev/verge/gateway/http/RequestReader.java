package dev.verge.gateway.http;

import dev.verge.gateway.tls.Secured;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns decoded messages into request heads, and refuses what RFC 9110 and 9112 do not allow or
 * what the gateway does not do.
 *
 * @param settings the limits
 * @param peer whose requests they are
 */
record RequestReader(DataPlaneSettings settings, Peer peer) {
  private static final String UPGRADE = "upgrade";

  /** 253 characters of a hostname, its trailing dot, and a port. */
  private static final int HIGHEST_HOST_LENGTH = 260;

  private static final String HOST_PUNCTUATION = "-._~!$&'()*+,;=%:[]";

  /** A request's target (RFC 9112, section 3.2), taken apart. */
  record Target(String authority, String path, String query) {}

  /** What HTTP/2 begins with (RFC 9113, section 3.4), as far as it looks like a request. */
  static final String PREFACE = "PRI * HTTP/2.0\r\n\r\n";

  /** Whether this is no request, but the first lines of an HTTP/2 connection. */
  static boolean isHttp2Preface(HttpRequest request) {
    return request.protocolVersion().majorVersion() == 2
        && request.method().name().equals("PRI")
        && request.uri().equals("*")
        && request.headers().isEmpty()
        && request.decoderResult().isSuccess();
  }

  /** Whether a request is about the server as a whole (RFC 9112, section 3.2.4). */
  static boolean isAboutServer(HttpRequest request) {
    return request.uri().equals("*") && request.method().equals(HttpMethod.OPTIONS);
  }

  /**
   * Refuses what could not be decoded, or is of a version or method that is not spoken here.
   *
   * @throws RefusedException naming what is wrong
   */
  void check(HttpRequest request) throws RefusedException {
    if (request.decoderResult().isFailure()) {
      throw refusal(request.decoderResult().cause());
    }
    HttpVersion version = request.protocolVersion();
    if (version.majorVersion() != 1) {
      throw new RefusedException(
          ProblemKind.UNSUPPORTED_HTTP_VERSION,
          "This server speaks HTTP/2, HTTP/1.1 and HTTP/1.0.");
    }
    if (request.uri().length() > settings.uriBytes()) {
      throw tooLongUri();
    }
    checkMethod(request.method().name());
    for (String coding : request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING)) {
      if (!HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding)) {
        throw new RefusedException(
            ProblemKind.NOT_IMPLEMENTED, "The only transfer coding of this server is chunked.");
      }
    }
  }

  /**
   * Refuses a method that is not spoken here.
   *
   * @throws RefusedException saying so
   */
  static void checkMethod(String method) throws RefusedException {
    if (method.equals(HttpMethod.CONNECT.name())) {
      throw new RefusedException(
          ProblemKind.NOT_IMPLEMENTED, "This server is no proxy: it has no CONNECT.");
    }
  }

  /**
   * Whether the client waits for a word before it sends the body (RFC 9110, section 10.1.1).
   *
   * @throws RefusedException when it expects anything else
   */
  boolean expectsContinue(HttpRequest request) throws RefusedException {
    return isHttp11(request) && expectsContinue(request.headers().getAll(HttpHeaderNames.EXPECT));
  }

  /** As {@link #expectsContinue(HttpRequest)}, of the values of {@code Expect}. */
  static boolean expectsContinue(List<String> expectations) throws RefusedException {
    if (expectations.isEmpty()) {
      return false;
    }
    if (expectations.size() > 1
        || !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expectations.getFirst())) {
      throw new RefusedException(
          ProblemKind.EXPECTATION_FAILED, "The only expectation met here is 100-continue.");
    }
    return true;
  }

  /** Whether the client understands chunked responses. */
  static boolean isHttp11(HttpRequest request) {
    return request.protocolVersion().minorVersion() >= 1;
  }

  /**
   * The head of a checked request.
   *
   * @throws RefusedException when its target or its {@code Host} is not as it must be
   */
  RequestHead read(HttpRequest request, String id) throws RefusedException {
    HttpHeaders headers = request.headers();
    String host = host(headers.getAll(HttpHeaderNames.HOST), isAbsolute(request.uri()));
    Target target = target(request.uri(), host);
    Optional<String> upgrade = upgrade(request);
    return new RequestHead(
        id,
        request.method().name(),
        peer.scheme(),
        target.authority(),
        target.path(),
        target.query(),
        request.protocolVersion().text(),
        fields(headers, target.authority(), upgrade.isPresent()),
        upgrade,
        peer.client(),
        peer.server(),
        contentLength(headers),
        peer.tls().map(Secured::facts));
  }

  /**
   * Checks the {@code Host} of a request that is not for any function.
   *
   * @throws RefusedException when it is not as it must be
   */
  void checkHost(HttpRequest request) throws RefusedException {
    host(request.headers().getAll(HttpHeaderNames.HOST), false);
  }

  private static long contentLength(HttpHeaders headers) {
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      return -1;
    }
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    // The decoder has refused what is not a number.
    return length == null ? 0 : Long.parseLong(length);
  }

  /**
   * The protocol that a client would like best to go on with (RFC 9110, section 7.8). Not offered
   * to guests, as a server may: an upgrade after a body, and the one to another HTTP (h2c, RFC
   * 9113, section 3.1), in which this request itself would have to be answered.
   */
  private static Optional<String> upgrade(HttpRequest request) {
    HttpHeaders headers = request.headers();
    String protocols = headers.get(HttpHeaderNames.UPGRADE);
    if (protocols == null
        || !isHttp11(request)
        || contentLength(headers) != 0
        || !FieldRules.named(headers.getAll(HttpHeaderNames.CONNECTION)).contains(UPGRADE)) {
      return Optional.empty();
    }
    String first = protocols.split(",", 2)[0].strip();
    return first.isEmpty() || first.equalsIgnoreCase("h2c") ? Optional.empty() : Optional.of(first);
  }

  private static HeaderList fields(HttpHeaders headers, String authority, boolean upgrading) {
    Set<String> named = FieldRules.named(headers.getAll(HttpHeaderNames.CONNECTION));
    List<HeaderList.Field> fields = new ArrayList<>(headers.size());
    Iterator<Map.Entry<CharSequence, CharSequence>> entries = headers.iteratorCharSequence();
    while (entries.hasNext()) {
      Map.Entry<CharSequence, CharSequence> entry = entries.next();
      String name = entry.getKey().toString();
      if (upgrading && (name.equalsIgnoreCase(UPGRADE) || name.equalsIgnoreCase("connection"))) {
        fields.add(new HeaderList.Field(name, entry.getValue().toString()));
        continue;
      }
      if (FieldRules.isHopByHop(name)
          || name.equalsIgnoreCase("expect")
          || FieldRules.isTrigger(name)
          || (!named.isEmpty() && named.contains(name.toLowerCase(Locale.ROOT)))) {
        continue;
      }
      // The target's authority outranks the field (RFC 9112, section 3.2.2).
      String value = name.equalsIgnoreCase("host") ? authority : entry.getValue().toString();
      fields.add(new HeaderList.Field(name, value));
    }
    return HeaderList.of(fields);
  }

  private static String host(List<String> hosts, boolean authorityInTarget)
      throws RefusedException {
    if (hosts.size() > 1) {
      throw malformed("There are several Host headers; send one.");
    }
    if (!hosts.isEmpty()) {
      return checkedHost(hosts.getFirst());
    }
    if (authorityInTarget) {
      return "";
    }
    throw malformed("There is no Host header; functions are found by it.");
  }

  private boolean isAbsolute(String uri) {
    return startsWith(uri, peer.scheme() + "://");
  }

  private static boolean startsWith(String uri, String scheme) {
    return uri.regionMatches(true, 0, scheme, 0, scheme.length());
  }

  private Target target(String uri, String host) throws RefusedException {
    requireNoFragment(uri);
    if (uri.startsWith("/")) {
      return split(host, uri);
    }
    if (isAbsolute(uri)) {
      int begin = peer.scheme().length() + "://".length();
      int end = begin;
      while (end < uri.length() && uri.charAt(end) != '/' && uri.charAt(end) != '?') {
        end++;
      }
      String rest = uri.substring(end);
      return split(
          checkedHost(uri.substring(begin, end)), rest.startsWith("/") ? rest : "/" + rest);
    }
    if (startsWith(uri, "https://") || startsWith(uri, "http://")) {
      throw new RefusedException(
          ProblemKind.MISDIRECTED_REQUEST,
          peer.tls().isPresent()
              ? "This connection is for https and not http."
              : "This server speaks http and not https.");
    }
    throw malformed("The request target is neither a path nor an http URL.");
  }

  /**
   * Refuses a target that no client sends (RFC 9112, section 3.2).
   *
   * @throws RefusedException when it has a fragment
   */
  static void requireNoFragment(String uri) throws RefusedException {
    if (uri.indexOf('#') >= 0) {
      throw malformed("The request target has a fragment; leave out # and what follows.");
    }
  }

  /** A target in origin form, behind an authority. */
  static Target split(String authority, String pathAndQuery) {
    int mark = pathAndQuery.indexOf('?');
    return mark < 0
        ? new Target(authority, pathAndQuery, "")
        : new Target(authority, pathAndQuery.substring(0, mark), pathAndQuery.substring(mark + 1));
  }

  /**
   * Lets pass the characters of a host and port (RFC 3986, sections 3.2.2 and 3.2.3).
   *
   * @throws RefusedException when there are others
   */
  static String checkedHost(String host) throws RefusedException {
    boolean allowed = !host.isEmpty() && host.length() <= HIGHEST_HOST_LENGTH;
    for (int i = 0; allowed && i < host.length(); i++) {
      char c = host.charAt(i);
      allowed =
          (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || HOST_PUNCTUATION.indexOf(c) >= 0;
    }
    if (!allowed) {
      throw malformed("The host is not a hostname or address with an optional port.");
    }
    return host;
  }

  private RefusedException refusal(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ -> tooLongUri();
      case TooLongHttpHeaderException _ -> tooLargeHeaders();
      default -> malformed(sentence(cause));
    };
  }

  /** That there is too much in the header. */
  RefusedException tooLargeHeaders() {
    return new RefusedException(
        ProblemKind.HEADERS_TOO_LARGE,
        "The header lines together may have %d bytes.".formatted(settings.headerBytes()));
  }

  /** That the target is too long. */
  RefusedException tooLongUri() {
    return new RefusedException(
        ProblemKind.URI_TOO_LONG,
        "The request target may have %d bytes.".formatted(settings.uriBytes()));
  }

  /** That a request breaks HTTP's rules. */
  static RefusedException malformed(String detail) {
    return new RefusedException(ProblemKind.MALFORMED_REQUEST, detail);
  }

  /** What a decoder complained about, short and without what could break a log line. */
  static String sentence(Throwable cause) {
    String message = String.valueOf(cause.getMessage()).replaceAll("[^\\x20-\\x7e]", "?");
    return message.length() > 200 ? message.substring(0, 200) + "..." : message;
  }
}
