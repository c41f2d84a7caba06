package dev.verge.gateway.http;

import dev.verge.isolate.pool.Fault;
import java.util.Locale;

/**
 * What the data plane itself answers instead of a guest. The {@code type} of the problem document
 * (RFC 9457) is {@code urn:verge:problem:} with the constant's name in lower case and hyphens; a
 * published name never changes.
 */
enum ProblemKind {
  MALFORMED_REQUEST(400, "The request is malformed"),
  UNKNOWN_HOST(404, "Nothing is deployed under this host"),
  REQUEST_TIMEOUT(408, "The request did not arrive in time"),
  REQUEST_TOO_LARGE(413, "The request is too large"),
  URI_TOO_LONG(414, "The request's address is too long"),
  EXPECTATION_FAILED(417, "The expectation cannot be met"),
  MISDIRECTED_REQUEST(421, "The request is for another server"),
  HEADERS_TOO_LARGE(431, "The request's headers are too large"),
  QUOTA_IN_FLIGHT(429, "The tenant has too many requests in flight"),
  QUOTA_CPU(429, "The tenant's functions have computed for too long"),
  QUOTA_MEMORY(429, "The tenant's functions have too much memory"),
  TRAPPED(500, "The function failed"),
  STACK_EXHAUSTED(500, "The function used up its call stack"),
  EXITED(500, "The function ended with an error"),
  PLATFORM(500, "The platform failed"),
  NOT_IMPLEMENTED(501, "The request needs what is not implemented"),
  MALFORMED_RESPONSE(502, "The function's response is malformed"),
  NO_RESPONSE(502, "The function did not respond"),
  RESPONSE_TOO_LARGE(502, "The function's response is too large"),
  TOO_MANY_IN_FLIGHT(503, "The function has too many requests in flight"),
  OUT_OF_MEMORY(503, "There is no memory for the function now"),
  STOPPING(503, "The platform is stopping"),
  TOO_MANY_CONNECTIONS(503, "There are too many connections"),
  VERSION_UNAVAILABLE(503, "The function is unavailable"),
  PREVIEWS_BUSY(503, "There are too many previews at once"),
  WALL_CLOCK(504, "The function took too long"),
  CPU(504, "The function computed for too long"),
  UNSUPPORTED_HTTP_VERSION(505, "The HTTP version is not supported");

  private final int status;
  private final String title;
  private final String uri;

  ProblemKind(int status, String title) {
    this.status = status;
    this.title = title;
    this.uri = "urn:verge:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }

  String uri() {
    return uri;
  }

  /** Whether it is worth trying again soon. */
  boolean isTransient() {
    return status == 429 || (status == 503 && this != VERSION_UNAVAILABLE);
  }

  /** The kind that tells a client of a fault. */
  static ProblemKind of(Fault.Kind fault) {
    return switch (fault) {
      case TRAPPED -> TRAPPED;
      case STACK_EXHAUSTED -> STACK_EXHAUSTED;
      case EXITED -> EXITED;
      case WALL_CLOCK -> WALL_CLOCK;
      case CPU -> CPU;
      case MALFORMED_RESPONSE -> MALFORMED_RESPONSE;
      case NO_RESPONSE -> NO_RESPONSE;
      case RESPONSE_TOO_LARGE -> RESPONSE_TOO_LARGE;
      case REQUEST_TOO_LARGE -> REQUEST_TOO_LARGE;
      case TOO_MANY_IN_FLIGHT -> TOO_MANY_IN_FLIGHT;
      case OUT_OF_MEMORY -> OUT_OF_MEMORY;
      case QUOTA_IN_FLIGHT -> QUOTA_IN_FLIGHT;
      case QUOTA_CPU -> QUOTA_CPU;
      case QUOTA_MEMORY -> QUOTA_MEMORY;
      case STOPPING -> STOPPING;
      // A client that is gone gets nothing; one that is still there was cut off by the platform.
      case CLIENT_GONE, PLATFORM -> PLATFORM;
    };
  }
}
