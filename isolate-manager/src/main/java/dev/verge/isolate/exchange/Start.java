package dev.verge.isolate.exchange;

import java.util.Locale;

/**
 * How a request got its isolate, and what that cost.
 *
 * @param kind whether an idle isolate took the request
 * @param startNanos from "request routed" to "guest entry point entered"
 * @param instantiationNanos the part of it that made the instance callable
 */
public record Start(Kind kind, long startNanos, long instantiationNanos) {
  /** Whether an isolate was there. */
  public enum Kind {
    /** No idle isolate was there; one was made. */
    COLD,
    /** An idle isolate took the request. */
    WARM;

    /** As in the {@code x-verge-isolate} header and in metrics: {@code cold} or {@code warm}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
