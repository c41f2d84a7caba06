package dev.verge.gateway.http;

import dev.verge.deploy.triggers.TriggeredRequests;
import dev.verge.isolate.exchange.HeaderList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which header fields pass the gateway. */
final class FieldRules {
  private static final String VERGE_PREFIX = "x-verge-";
  private static final String TRIGGER_PREFIX = TriggeredRequests.FIELD;

  /**
   * What a trailer may not hold (RFC 9110, section 6.5.1): framing, routing, authentication,
   * request modifiers, response control, and what says how to read the content.
   */
  private static final Set<String> NOT_IN_TRAILERS =
      Set.of(
          "accept-ranges",
          "age",
          "authorization",
          "cache-control",
          "connection",
          "content-encoding",
          "content-length",
          "content-location",
          "content-range",
          "content-type",
          "cookie",
          "date",
          "expect",
          "expires",
          "host",
          "keep-alive",
          "location",
          "max-forwards",
          "pragma",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "range",
          "retry-after",
          "set-cookie",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "vary",
          "warning",
          "www-authenticate");

  private FieldRules() {}

  /**
   * Whether a field belongs to one connection and not to the message (RFC 9110, section 7.6.1).
   * Called for every field of every message, so it looks at the length before at the letters.
   */
  static boolean isHopByHop(String name) {
    return switch (name.length()) {
      case 2 -> name.equalsIgnoreCase("te");
      case 7 -> name.equalsIgnoreCase("upgrade");
      case 10 -> name.equalsIgnoreCase("connection") || name.equalsIgnoreCase("keep-alive");
      case 16 -> name.equalsIgnoreCase("proxy-connection");
      case 17 -> name.equalsIgnoreCase("transfer-encoding");
      default -> false;
    };
  }

  /** Whether a field tells guests that no client made their request, which no client can say. */
  static boolean isTrigger(String name) {
    return name.regionMatches(true, 0, TRIGGER_PREFIX, 0, TRIGGER_PREFIX.length());
  }

  /** Whether a field is the platform's to write. */
  static boolean isReserved(String name) {
    return name.regionMatches(true, 0, VERGE_PREFIX, 0, VERGE_PREFIX.length());
  }

  /** Whether a field may stand in a trailer section. */
  static boolean isTrailer(String name) {
    return !isReserved(name) && !NOT_IN_TRAILERS.contains(name.toLowerCase(Locale.ROOT));
  }

  /**
   * The fields, in lower case, that {@code Connection} fields declare to be hop-by-hop. Those that
   * frame or route the message stay end-to-end whatever a sender declares.
   */
  static Set<String> named(List<String> connectionFields) {
    if (connectionFields.isEmpty()) {
      return Set.of();
    }
    Set<String> names = new HashSet<>();
    for (String field : connectionFields) {
      for (String option : field.split(",", -1)) {
        names.add(option.strip().toLowerCase(Locale.ROOT));
      }
    }
    names.remove("host");
    names.remove("content-length");
    return names;
  }

  /** The fields that {@code Connection} declares hop-by-hop in a message of the guest's. */
  static Set<String> named(HeaderList headers) {
    for (HeaderList.Field field : headers) {
      if (field.name().equalsIgnoreCase("connection")) {
        return named(headers.all("connection"));
      }
    }
    return Set.of();
  }
}
