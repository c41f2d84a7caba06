package dev.verge.isolate.platform.backends;

import dev.verge.isolate.exchange.HeaderList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Fields that are between two neighbours only (RFC 9110, section 7.6.1). */
final class HopByHop {
  private static final Set<String> ALWAYS =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  private HopByHop() {}

  /** The fields that are not, in their order. */
  static HeaderList without(HeaderList headers) {
    Set<String> dropped = new HashSet<>(ALWAYS);
    for (String value : headers.all("connection")) {
      for (String token : value.split(",", -1)) {
        dropped.add(token.trim().toLowerCase(Locale.ROOT));
      }
    }
    List<HeaderList.Field> kept = new ArrayList<>();
    for (HeaderList.Field field : headers) {
      if (!dropped.contains(field.name().toLowerCase(Locale.ROOT))) {
        kept.add(field);
      }
    }
    return HeaderList.of(kept);
  }
}
