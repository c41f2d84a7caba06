package dev.verge.gateway.tracing;

import dev.verge.isolate.exchange.OutboundCall;
import dev.verge.isolate.exchange.OutboundRequest;
import dev.verge.isolate.exchange.Start;
import java.util.Optional;

/** Traces one request. Safe on any thread; callers never wait. */
public interface RequestTrace {
  /** Nobody wants to know. */
  RequestTrace NONE =
      new RequestTrace() {
        @Override
        public OutboundCall call(OutboundRequest request) {
          return OutboundCall.UNHEARD;
        }

        @Override
        public void end(Result result) {}
      };

  /**
   * How a request ended.
   *
   * @param status that the client got; empty when it left before
   * @param error what went wrong, in one word, such as {@code wall_clock}
   * @param start how it got its isolate, if it did
   * @param endedNanos {@link System#nanoTime()} at its end
   * @param bytesIn of the request's body
   * @param bytesOut of the response's body
   */
  record Result(
      Optional<Integer> status,
      Optional<String> error,
      Optional<Start> start,
      long endedNanos,
      long bytesIn,
      long bytesOut) {}

  /** The guest sends a request to a backend now. */
  OutboundCall call(OutboundRequest request);

  /** The request has ended; requests to backends may still go on. */
  void end(Result result);
}
