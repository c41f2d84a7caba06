package dev.verge.gateway.http;

import dev.verge.gateway.tls.Secured;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns the header sections of HTTP/2 into request heads, and refuses what RFC 9113 does not allow
 * and the decoder lets pass, and what the gateway does not do.
 *
 * @param requests the rules that hold for both protocols
 */
record StreamReader(RequestReader requests) {
  /** What a guest sees; the access log's format and CGI have two numbers. */
  private static final String PROTOCOL = "HTTP/2.0";

  /**
   * What a field has beside its name and value where HTTP/1.1 carries it: a colon and a line's end.
   */
  private static final int FIELD_SLACK_BYTES = 3;

  private static final String METHOD_PUNCTUATION = "!#$%&'*+-.^_`|~";

  /** Whether a request is about the server as a whole (RFC 9113, section 8.3.1). */
  static boolean isAboutServer(Http2Headers headers) {
    return "*".contentEquals(headers.path())
        && HttpMethod.OPTIONS.asciiName().contentEquals(headers.method());
  }

  /** Whether a request is a {@code HEAD}, whatever else is wrong with it. */
  static boolean isHead(Http2Headers headers) {
    return headers.method() != null && "HEAD".contentEquals(headers.method());
  }

  /**
   * Whether the client waits for a word before it sends the body.
   *
   * @throws RefusedException when it expects anything else
   */
  boolean expectsContinue(Http2Headers headers) throws RefusedException {
    return RequestReader.expectsContinue(texts(headers.getAll("expect")));
  }

  /**
   * Refuses what is not of the form of a request, or of a method that is not spoken here.
   *
   * @throws RefusedException naming what is wrong
   */
  void check(Http2Headers headers) throws RefusedException {
    requireMethod(headers.method());
    RequestReader.checkMethod(headers.method().toString());
    CharSequence scheme = headers.scheme();
    if (scheme == null || headers.path() == null) {
      throw RequestReader.malformed("A request has a :method, a :scheme and a :path.");
    }
    if (!"http".contentEquals(scheme) && !"https".contentEquals(scheme)) {
      throw RequestReader.malformed("The :scheme is neither http nor https.");
    }
    requirePath(headers.path());
    long bytes = 0;
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      if (!PseudoHeaderName.hasPseudoHeaderFormat(field.getKey())) {
        bytes += field.getKey().length() + field.getValue().length() + FIELD_SLACK_BYTES;
      }
    }
    if (bytes > requests.settings().headerBytes()) {
      throw requests.tooLargeHeaders();
    }
  }

  /**
   * The head of a checked request.
   *
   * @param whole whether no body follows
   * @throws RefusedException when its target or its host is not as it must be
   */
  RequestHead read(Http2Headers headers, String id, boolean whole) throws RefusedException {
    String path = headers.path().toString();
    if (!path.startsWith("/")) {
      throw RequestReader.malformed("The :path does not begin with a slash.");
    }
    RequestReader.requireNoFragment(path);
    RequestReader.Target target = RequestReader.split(authority(headers), path);
    Peer peer = requests.peer();
    return new RequestHead(
        id,
        headers.method().toString(),
        peer.scheme(),
        target.authority(),
        target.path(),
        target.query(),
        PROTOCOL,
        fields(headers, target.authority()),
        Optional.empty(),
        peer.client(),
        peer.server(),
        contentLength(headers, whole),
        peer.tls().map(Secured::facts));
  }

  /**
   * Checks the host of a request that is not for any function.
   *
   * @throws RefusedException when it is not as it must be
   */
  void checkHost(Http2Headers headers) throws RefusedException {
    String _ = authority(headers);
  }

  private static void requireMethod(CharSequence method) throws RefusedException {
    boolean token = method != null && !method.isEmpty();
    for (int i = 0; token && i < method.length(); i++) {
      char c = method.charAt(i);
      token =
          (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || METHOD_PUNCTUATION.indexOf(c) >= 0;
    }
    if (!token) {
      throw RequestReader.malformed("The :method is none.");
    }
  }

  private void requirePath(CharSequence path) throws RefusedException {
    if (path.length() > requests.settings().uriBytes()) {
      throw requests.tooLongUri();
    }
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) <= ' ' || path.charAt(i) >= 0x7f) {
        throw RequestReader.malformed("The :path has characters that a URL escapes.");
      }
    }
  }

  /** What {@code :authority} says, and {@code Host} must not deny (RFC 9113, section 8.3.1). */
  private static String authority(Http2Headers headers) throws RefusedException {
    List<String> hosts = texts(headers.getAll("host"));
    String authority =
        headers.authority() == null
            ? ""
            : RequestReader.checkedHost(headers.authority().toString());
    if (hosts.size() > 1) {
      throw RequestReader.malformed("There are several Host headers; send :authority.");
    }
    if (authority.isEmpty()) {
      if (hosts.isEmpty()) {
        throw RequestReader.malformed("There is no :authority; functions are found by it.");
      }
      return RequestReader.checkedHost(hosts.getFirst());
    }
    if (!hosts.isEmpty() && !hosts.getFirst().equalsIgnoreCase(authority)) {
      throw RequestReader.malformed("The Host header and :authority differ.");
    }
    return authority;
  }

  private static HeaderList fields(Http2Headers headers, String authority) {
    List<HeaderList.Field> fields = new ArrayList<>(headers.size());
    fields.add(new HeaderList.Field("host", authority));
    StringBuilder cookies = new StringBuilder();
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      String name = field.getKey().toString();
      if (name.equals("cookie")) {
        // Split for the sake of compression (RFC 9113, section 8.2.3).
        cookies.append(cookies.isEmpty() ? "" : "; ").append(field.getValue());
      } else if (!name.startsWith(":")
          && !name.equals("host")
          && !name.equals("expect")
          && !FieldRules.isTrigger(name)
          && !FieldRules.isHopByHop(name)) {
        fields.add(new HeaderList.Field(name, field.getValue().toString()));
      }
    }
    if (!cookies.isEmpty()) {
      fields.add(new HeaderList.Field("cookie", cookies.toString()));
    }
    return HeaderList.of(fields);
  }

  private static long contentLength(Http2Headers headers, boolean whole) throws RefusedException {
    List<String> lengths = texts(headers.getAll("content-length"));
    if (lengths.isEmpty()) {
      return whole ? 0 : -1;
    }
    String length = lengths.getFirst();
    if (lengths.size() > 1 || !length.matches("[0-9]{1,18}")) {
      throw RequestReader.malformed("The Content-Length is not a number.");
    }
    return Long.parseLong(length);
  }

  private static List<String> texts(List<CharSequence> values) {
    return values.stream().map(CharSequence::toString).toList();
  }
}
