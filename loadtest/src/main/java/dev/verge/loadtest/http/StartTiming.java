package dev.verge.loadtest.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;

/**
 * How a request got its isolate and what that cost, from the headers of its response.
 *
 * @param kind {@code cold} or {@code warm}
 * @param startNanos from "request routed" to "guest entry point entered"
 * @param instantiationNanos the part of it that made the instance callable
 */
public record StartTiming(String kind, long startNanos, long instantiationNanos) {
  private static final String KIND = "x-verge-isolate";
  private static final String START = "x-verge-cold-start-us";
  private static final String INSTANTIATION = "x-verge-instantiation-us";

  /** Reads the headers; empty when one is missing or not understood. */
  static Optional<StartTiming> read(HttpHeaders headers) {
    String kind = headers.get(KIND);
    String start = headers.get(START);
    String instantiation = headers.get(INSTANTIATION);
    if (kind == null || start == null || instantiation == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new StartTiming(kind, nanos(start), nanos(instantiation)));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static long nanos(String micros) {
    return Math.round(Double.parseDouble(micros) * 1000);
  }
}
