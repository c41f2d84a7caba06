package dev.verge.gateway.tracing;

import dev.verge.isolate.VersionId;
import dev.verge.isolate.exchange.RequestHead;
import io.prometheus.client.CollectorRegistry;
import java.util.Optional;

/** Tells a collector what requests did. Safe on any thread; callers never wait. */
public interface Tracing extends AutoCloseable {
  /** There is no collector. */
  Tracing NONE =
      new Tracing() {
        @Override
        public boolean isOn() {
          return false;
        }

        @Override
        public RequestTrace begin(
            RequestHead request, VersionId version, Optional<String> trigger, long routedNanos) {
          return RequestTrace.NONE;
        }

        @Override
        public void close() {}
      };

  /**
   * Starts to trace, if there is a collector.
   *
   * @param registry gets the number of spans that were lost, until this is closed
   */
  static Tracing open(Optional<TracingSettings> settings, CollectorRegistry registry) {
    return settings.<Tracing>map(its -> OtlpTracing.open(its, registry)).orElse(NONE);
  }

  /** Whether requests are traced. */
  boolean isOn();

  /**
   * A request was routed to a version.
   *
   * @param trigger what made the request in place of a client, a schedule for now
   * @param routedNanos {@link System#nanoTime()} at that time
   */
  RequestTrace begin(
      RequestHead request, VersionId version, Optional<String> trigger, long routedNanos);

  /** Tells what is left, for some seconds at the most. */
  @Override
  void close();
}
