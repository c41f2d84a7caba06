package dev.verge.gateway.http;

import dev.verge.isolate.exchange.Start;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The series of a function in one role of its versions, looked up once and kept. Any thread. */
final class FunctionMetrics {
  private static final double NANOS_PER_MICRO = 1_000;
  private static final int FIRST_STATUS = 100;

  /** Those of HTTP, and one for all that a guest may make up. */
  private static final int STATUSES = 501;

  private static final String MADE_UP = "other";
  private static final String[] ISOLATES = {
    Start.Kind.COLD.label(), Start.Kind.PREPARED.label(), Start.Kind.WARM.label(), "none"
  };

  private final RequestMetrics metrics;
  private final String tenant;
  private final String function;
  private final String role;
  private final AtomicReferenceArray<Counter.Child> answered =
      new AtomicReferenceArray<>(STATUSES * ISOLATES.length);
  private final Histogram.Child coldStart;
  private final Histogram.Child preparedStart;
  private final Histogram.Child warmStart;
  private final Histogram.Child instantiation;
  private final Histogram.Child duration;
  private final Gauge.Child inFlight;

  /** Guarded by this. */
  private boolean forgotten;

  /**
   * @param role {@link Role#label}; empty for what reached no function
   */
  FunctionMetrics(RequestMetrics metrics, String tenant, String function, String role) {
    this.metrics = metrics;
    this.tenant = tenant;
    this.function = function;
    this.role = role;
    this.coldStart = metrics.coldStart().labels(tenant, function);
    this.preparedStart = metrics.preparedStart().labels(tenant, function);
    this.warmStart = metrics.warmStart().labels(tenant, function);
    this.instantiation = metrics.instantiation().labels(tenant, function);
    this.duration = metrics.duration().labels(tenant, function, role);
    this.inFlight = metrics.inFlight().labels(tenant, function);
  }

  /** A guest will be asked to serve a request. */
  void begun() {
    inFlight.inc();
  }

  /** All that is kept of the request is kept; called once for each {@link #begun}. */
  void left() {
    inFlight.dec();
  }

  /** The guest that was asked is through. */
  void ended(int status, Optional<Start> start, long nanos) {
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
    int index = Math.min(status - FIRST_STATUS, STATUSES - 1) * ISOLATES.length + isolate;
    Counter.Child child = answered.get(index);
    (child == null ? made(index) : child).inc();
  }

  private synchronized Counter.Child made(int index) {
    Counter.Child child = metrics.requests().labels(labels(index));
    answered.set(index, child);
    if (forgotten) {
      metrics.requests().remove(labels(index));
    }
    return child;
  }

  /** Drops the series of requests that were answered, and of those that will be. */
  synchronized void forgetAnswered() {
    forgotten = true;
    for (int index = 0; index < answered.length(); index++) {
      if (answered.get(index) != null) {
        metrics.requests().remove(labels(index));
      }
    }
  }

  private String[] labels(int index) {
    int status = index / ISOLATES.length;
    return new String[] {
      tenant,
      function,
      status == STATUSES - 1 ? MADE_UP : Integer.toString(FIRST_STATUS + status),
      ISOLATES[index % ISOLATES.length],
      role
    };
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
