package dev.verge.gateway.http;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.ResponseHead;
import dev.verge.isolate.exchange.Start;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Writes the heads of responses, all but their framing, which the event loop decides. */
final class ResponseHeads {
  private static final AsciiString REQUEST_ID = AsciiString.cached("x-verge-request-id");
  private static final AsciiString ISOLATE = AsciiString.cached("x-verge-isolate");
  private static final AsciiString COLD_START = AsciiString.cached("x-verge-cold-start-us");
  private static final AsciiString INSTANTIATION = AsciiString.cached("x-verge-instantiation-us");
  private static final AsciiString SERVER_TIMING = AsciiString.cached("server-timing");

  private ResponseHeads() {}

  /** A guest's head, without what is not the guest's to say, with the request's id and timings. */
  static HttpResponse of(ResponseHead head, String requestId, Optional<Start> start) {
    HttpHeaders headers = endToEnd(head.headers());
    if (!headers.contains(HttpHeaderNames.DATE)) {
      headers.set(HttpHeaderNames.DATE, HttpDate.now());
    }
    addPlatformFields(headers, requestId, start);
    return new DefaultHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(head.status()), headers);
  }

  /** A guest's informational head; it has no body, so nothing of it is framing. */
  static HttpResponse interim(int status, HeaderList fields) {
    return new DefaultHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), endToEnd(fields));
  }

  /** The head after which the connection speaks another protocol (RFC 9110, section 15.2.2). */
  static HttpResponse switching(
      String protocol, HeaderList fields, String requestId, Optional<Start> start) {
    HttpHeaders headers = endToEnd(fields);
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    headers.set(HttpHeaderNames.UPGRADE, protocol);
    addPlatformFields(headers, requestId, start);
    return new DefaultHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, headers);
  }

  /** The head of an answer of the data plane's own. */
  static HttpResponse of(Problem problem, String requestId, Optional<Start> start) {
    HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    headers.set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE);
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    headers.set(HttpHeaderNames.DATE, HttpDate.now());
    problem
        .retryAfter()
        .ifPresent(wait -> headers.set(HttpHeaderNames.RETRY_AFTER, wait.toSeconds()));
    addPlatformFields(headers, requestId, start);
    return new DefaultHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(problem.kind().status()), headers);
  }

  /** A head with the fields that its route gives to all answers. */
  static HttpResponse marked(HttpResponse head, HeaderList marks) {
    for (HeaderList.Field field : marks) {
      head.headers().add(field.name(), field.value());
    }
    return head;
  }

  /** The answer to {@code OPTIONS *} (RFC 9110, section 9.3.7). */
  static HttpResponse ofServer(String requestId) {
    HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    headers.set(HttpHeaderNames.ALLOW, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    headers.set(HttpHeaderNames.DATE, HttpDate.now());
    addPlatformFields(headers, requestId, Optional.empty());
    return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT, headers);
  }

  /**
   * Trailers that may be sent (RFC 9110, section 6.5.1). They need not be announced in {@code TE}:
   * whoever does not know them drops them.
   */
  static HttpHeaders trailers(HeaderList trailers) {
    HttpHeaders allowed = DefaultHttpHeadersFactory.trailersFactory().newHeaders();
    for (HeaderList.Field field : trailers) {
      if (FieldRules.isTrailer(field.name())) {
        allowed.add(field.name(), field.value());
      }
    }
    return allowed;
  }

  private static HttpHeaders endToEnd(HeaderList fields) {
    HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    Set<String> named = FieldRules.named(fields);
    for (HeaderList.Field field : fields) {
      String name = field.name();
      if (!FieldRules.isHopByHop(name)
          && !FieldRules.isReserved(name)
          && !name.equalsIgnoreCase("content-length")
          && (named.isEmpty() || !named.contains(name.toLowerCase(Locale.ROOT)))) {
        headers.add(name, field.value());
      }
    }
    return headers;
  }

  private static void addPlatformFields(
      HttpHeaders headers, String requestId, Optional<Start> start) {
    headers.set(REQUEST_ID, requestId);
    if (start.isPresent()) {
      Start taken = start.get();
      String isolate = taken.kind().label();
      headers.set(ISOLATE, isolate);
      headers.set(COLD_START, decimal(taken.startNanos(), 3, 1));
      headers.set(INSTANTIATION, decimal(taken.instantiationNanos(), 3, 1));
      // Durations in milliseconds (Server Timing, W3C, section 3.1.1).
      headers.add(
          SERVER_TIMING,
          "isolate;desc="
              + isolate
              + ";dur="
              + decimal(taken.startNanos(), 6, 4)
              + ", instantiation;dur="
              + decimal(taken.instantiationNanos(), 6, 4));
    }
  }

  /**
   * A number of nanoseconds in a larger unit; rounded, the point always a point.
   *
   * @param exponent nanoseconds in the unit, as a power of ten
   * @param digits digits behind the point, from 1 to the exponent
   */
  static String decimal(long nanos, int exponent, int digits) {
    long step = power(exponent - digits);
    long steps = (Math.max(nanos, 0) + step / 2) / step;
    long scale = power(digits);
    String fraction = Long.toString(scale + steps % scale);
    return steps / scale + "." + fraction.substring(1);
  }

  private static long power(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= 10;
    }
    return power;
  }
}
