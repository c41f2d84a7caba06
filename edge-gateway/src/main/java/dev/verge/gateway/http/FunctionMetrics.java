package dev.verge.gateway.http;

import dev.verge.isolate.exchange.Start;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** One function's series, looked up once and kept. Safe on any thread. */
final class FunctionMetrics {
  private static final double NANOS_PER_MICRO = 1_000;
  private static final int FIRST_STATUS = 100;
  private static final int STATUSES = 500;
  private static final String[] ISOLATES = {
    Start.Kind.COLD.label(), Start.Kind.PREPARED.label(), Start.Kind.WARM.label(), "none"
  };

  private final RequestMetrics metrics;
  private final String tenant;
  private final String function;
  private final AtomicReferenceArray<Counter.Child> answered =
      new AtomicReferenceArray<>(STATUSES * ISOLATES.length);
  private final Histogram.Child coldStart;
  private final Histogram.Child preparedStart;
  private final Histogram.Child warmStart;
  private final Histogram.Child instantiation;
  private final Histogram.Child duration;
  private final Gauge.Child inFlight;

  FunctionMetrics(RequestMetrics metrics, String tenant, String function) {
    this.metrics = metrics;
    this.tenant = tenant;
    this.function = function;
    this.coldStart = metrics.coldStart().labels(tenant, function);
    this.preparedStart = metrics.preparedStart().labels(tenant, function);
    this.warmStart = metrics.warmStart().labels(tenant, function);
    this.instantiation = metrics.instantiation().labels(tenant, function);
    this.duration = metrics.duration().labels(tenant, function);
    this.inFlight = metrics.inFlight().labels(tenant, function);
  }

  /** A guest will be asked to serve a request. */
  void begun() {
    inFlight.inc();
  }

  /** The guest that was asked is through. */
  void ended(int status, Optional<Start> start, long nanos) {
    inFlight.dec();
    duration.observe(nanos / NANOS_PER_MICRO);
    start.ifPresent(
        taken -> {
          histogram(taken.kind()).observe(taken.startNanos() / NANOS_PER_MICRO);
          instantiation.observe(taken.instantiationNanos() / NANOS_PER_MICRO);
        });
    count(status, start);
  }

  /** A request was answered without asking a guest. */
  void answered(int status) {
    count(status, Optional.empty());
  }

  private void count(int status, Optional<Start> start) {
    int isolate = start.map(FunctionMetrics::isolate).orElse(ISOLATES.length - 1);
    if (status >= FIRST_STATUS + STATUSES) {
      // A guest may make them up; none of HTTP's own are so high.
      child(status, isolate).inc();
      return;
    }
    int index = (status - FIRST_STATUS) * ISOLATES.length + isolate;
    Counter.Child child = answered.get(index);
    if (child == null) {
      child = child(status, isolate);
      answered.set(index, child);
    }
    child.inc();
  }

  private Counter.Child child(int status, int isolate) {
    return metrics.requests().labels(tenant, function, Integer.toString(status), ISOLATES[isolate]);
  }

  private Histogram.Child histogram(Start.Kind kind) {
    return switch (kind) {
      case COLD -> coldStart;
      case PREPARED -> preparedStart;
      case WARM -> warmStart;
    };
  }

  /** The place of a kind's label in {@link #ISOLATES}. */
  private static int isolate(Start taken) {
    return switch (taken.kind()) {
      case COLD -> 0;
      case PREPARED -> 1;
      case WARM -> 2;
    };
  }
}
