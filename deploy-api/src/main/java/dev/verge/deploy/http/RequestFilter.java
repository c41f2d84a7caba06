package dev.verge.deploy.http;

import dev.verge.deploy.requests.RequestRecord;
import dev.verge.isolate.exchange.Start;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which requests are asked for.
 *
 * @param status only with this one, such as {@code 404}, or one like {@code 5xx}
 * @param isolate only of this kind of start, or {@code none}
 * @param minNanos only those that took as long
 */
record RequestFilter(Optional<String> status, Optional<String> isolate, long minNanos)
    implements Predicate<RequestRecord> {
  /** Of a request that got no isolate. */
  static final String NO_ISOLATE = "none";

  private static final List<String> ISOLATES =
      List.of(
          Start.Kind.COLD.label(),
          Start.Kind.PREPARED.label(),
          Start.Kind.WARM.label(),
          NO_ISOLATE);

  private static final int MAX_MICROS = 999_999_999;
  private static final long NANOS_PER_MICRO = 1_000;

  static RequestFilter of(Call call) {
    return new RequestFilter(
        call.query("status").map(RequestFilter::status),
        call.query("isolate").map(RequestFilter::isolate),
        call.number("min_us", 0, MAX_MICROS) * NANOS_PER_MICRO);
  }

  /** The kind of a request's start. */
  static String isolate(RequestRecord request) {
    return request.start().map(Start::kind).map(Start.Kind::label).orElse(NO_ISOLATE);
  }

  @Override
  public boolean test(RequestRecord request) {
    return request.totalNanos() >= minNanos
        && status.filter(wanted -> !hasStatus(request, wanted)).isEmpty()
        && isolate.filter(wanted -> !isolate(request).equals(wanted)).isEmpty();
  }

  private static boolean hasStatus(RequestRecord request, String wanted) {
    return wanted.endsWith("xx")
        ? request.status() / 100 == wanted.charAt(0) - '0'
        : request.status() == Integer.parseInt(wanted);
  }

  private static String status(String text) {
    if (!text.matches("[1-9]([0-9]{2}|xx)")) {
      throw Call.invalid("status", "a status such as 404, or a class of them such as 5xx");
    }
    return text;
  }

  private static String isolate(String text) {
    if (!ISOLATES.contains(text)) {
      throw Call.invalid("isolate", "cold, prepared, warm or none");
    }
    return text;
  }
}
