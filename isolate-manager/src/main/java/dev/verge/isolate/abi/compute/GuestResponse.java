package dev.verge.isolate.abi.compute;

import dev.verge.isolate.platform.backends.OriginResponse;
import dev.verge.isolate.platform.http.HeaderFields;
import dev.verge.isolate.platform.http.HttpVersion;
import java.net.InetSocketAddress;
import java.util.Optional;

/** What a {@code response_handle} stands for: a response without its body, to be changed. */
final class GuestResponse {
  private final HeaderFields headers;
  private final Optional<InetSocketAddress> peer;
  private int status;
  private HttpVersion version;
  private boolean framedByHeaders;
  private boolean keepAlive = true;

  private GuestResponse(
      int status, HttpVersion version, HeaderFields headers, Optional<InetSocketAddress> peer) {
    this.status = status;
    this.version = version;
    this.headers = headers;
    this.peer = peer;
  }

  /** A {@code 200} without headers. */
  GuestResponse() {
    this(200, HttpVersion.HTTP_11, new HeaderFields(), Optional.empty());
  }

  /** A backend's response, or a cache's in its place. */
  static GuestResponse of(OriginResponse response) {
    return new GuestResponse(
        response.status(),
        response.version(),
        HeaderFields.of(response.headers()),
        response.peer());
  }

  HeaderFields headers() {
    return headers;
  }

  /** The backend that it came from, if it did. */
  Optional<InetSocketAddress> peer() {
    return peer;
  }

  int status() {
    return status;
  }

  void status(int other) {
    status = other;
  }

  HttpVersion version() {
    return version;
  }

  void version(HttpVersion other) {
    version = other;
  }

  /** Whether its framing headers are to be believed. */
  boolean framedByHeaders() {
    return framedByHeaders;
  }

  void framedByHeaders(boolean other) {
    framedByHeaders = other;
  }

  /** Whether the client's connection may be used again. */
  boolean keepAlive() {
    return keepAlive;
  }

  void keepAlive(boolean other) {
    keepAlive = other;
  }
}
