package dev.verge.gateway.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanBuilder;
import java.util.Set;

/** OpenTelemetry's words for HTTP (semantic conventions, "HTTP spans"). */
final class HttpFields {
  static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
  static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
  static final AttributeKey<String> URL = AttributeKey.stringKey("url.full");
  static final AttributeKey<String> PROTOCOL = AttributeKey.stringKey("network.protocol.version");
  static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
  static final AttributeKey<Long> RESPONSE_BYTES = AttributeKey.longKey("http.response.body.size");
  static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> METHOD_AS_SENT =
      AttributeKey.stringKey("http.request.method_original");
  private static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
  private static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");

  /** What the conventions know; others would make too many different spans. */
  private static final Set<String> METHODS =
      Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");

  private HttpFields() {}

  static String spanName(String method) {
    return METHODS.contains(method) ? method : "HTTP";
  }

  static void describeMethod(SpanBuilder span, String method) {
    if (METHODS.contains(method)) {
      span.setAttribute(METHOD, method);
    } else {
      span.setAttribute(METHOD, "_OTHER").setAttribute(METHOD_AS_SENT, method);
    }
  }

  /**
   * Whom a request is for.
   *
   * @param authority a host, and its port unless that is the scheme's own
   */
  static void describeServer(SpanBuilder span, String scheme, String authority) {
    int colon = authority.lastIndexOf(':');
    boolean told = colon > authority.lastIndexOf(']');
    String port = told ? authority.substring(colon + 1) : "";
    boolean number = port.matches("[0-9]{1,5}");
    span.setAttribute(SERVER, told ? authority.substring(0, colon) : authority);
    span.setAttribute(
        SERVER_PORT, number ? Long.parseLong(port) : scheme.equals("https") ? 443L : 80L);
  }

  /**
   * The version alone.
   *
   * @param protocol such as {@code HTTP/1.1} or {@code HTTP/2.0}
   */
  static String version(String protocol) {
    String version = protocol.substring(protocol.indexOf('/') + 1);
    return version.equals("2.0") ? "2" : version;
  }
}
