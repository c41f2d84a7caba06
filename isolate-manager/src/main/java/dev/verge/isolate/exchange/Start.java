package dev.verge.isolate.exchange;

import java.util.Locale;

/**
 * How a request got its isolate, and what that cost.
 *
 * @param kind which isolate took the request
 * @param startNanos from "request routed" to "guest entry point entered"
 * @param instantiationNanos the part of it that made the instance callable
 */
public record Start(Kind kind, long startNanos, long instantiationNanos) {
  /** Which isolate took the request. */
  public enum Kind {
    /** None was ready; one was made. */
    COLD,
    /** One that was made ahead of the request, and had never served another. */
    PREPARED,
    /** One that had served another request before. */
    WARM;

    /** As in the {@code x-verge-isolate} header and in metrics, such as {@code cold}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
