package dev.verge.isolate.abi.compute;

import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.platform.http.HeaderFields;
import dev.verge.isolate.platform.http.HttpVersion;
import dev.verge.isolate.platform.http.Uri;
import dev.verge.isolate.platform.httpcache.CacheOverride;
import java.util.Optional;

/** What a {@code request_handle} stands for: a request without its body, to be changed. */
final class GuestRequest {
  private final HeaderFields headers;
  private final Optional<RequestHead> downstream;
  private String method;
  private Uri uri;
  private HttpVersion version;
  private CacheOverride cacheOverride = CacheOverride.NONE;
  private boolean framedByHeaders;
  private boolean decompress;

  private GuestRequest(
      String method,
      Uri uri,
      HttpVersion version,
      HeaderFields headers,
      Optional<RequestHead> downstream) {
    this.method = method;
    this.uri = uri;
    this.version = version;
    this.headers = headers;
    this.downstream = downstream;
  }

  /** A {@code GET /}. */
  GuestRequest() {
    this("GET", new Uri("", "", "/", Optional.empty()));
  }

  /** A request without headers. */
  GuestRequest(String method, Uri uri) {
    this(method, uri, HttpVersion.HTTP_11, new HeaderFields(), Optional.empty());
  }

  /** A client's request. */
  static GuestRequest of(RequestHead head) {
    Uri uri =
        new Uri(
            head.scheme(),
            head.authority(),
            head.path(),
            head.query().isEmpty() ? Optional.empty() : Optional.of(head.query()));
    return new GuestRequest(
        head.method(),
        uri,
        HttpVersion.of(head.protocol()),
        HeaderFields.of(head.headers()),
        Optional.of(head));
  }

  HeaderFields headers() {
    return headers;
  }

  /** The client's request that this was, whatever became of it since. */
  Optional<RequestHead> downstream() {
    return downstream;
  }

  String method() {
    return method;
  }

  void method(String other) {
    method = other;
  }

  Uri uri() {
    return uri;
  }

  void uri(Uri other) {
    uri = other;
  }

  HttpVersion version() {
    return version;
  }

  void version(HttpVersion other) {
    version = other;
  }

  CacheOverride cacheOverride() {
    return cacheOverride;
  }

  void cacheOverride(CacheOverride other) {
    cacheOverride = other;
  }

  /** Whether its framing headers are to be believed. */
  boolean framedByHeaders() {
    return framedByHeaders;
  }

  void framedByHeaders(boolean other) {
    framedByHeaders = other;
  }

  /** Whether a gzip body of its response is to be unpacked. */
  boolean decompress() {
    return decompress;
  }

  void decompress(boolean other) {
    decompress = other;
  }
}
