package dev.verge.gateway.http;

import dev.verge.isolate.FunctionId;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the data plane counts and measures. Labels name deployed functions only, so that clients
 * cannot make up series: whatever reached no function is counted without tenant and function. They
 * tell the role of the version that answered and not its number, so that there are no more series
 * however many versions a function has had.
 */
final class RequestMetrics implements AutoCloseable {
  private static final double[] START_BUCKETS = {
    25, 50, 75, 100, 150, 200, 300, 500, 750, 1_000, 1_500, 2_500, 5_000, 10_000, 25_000, 50_000,
    100_000, 250_000, 1_000_000
  };
  private static final double[] INSTANTIATION_BUCKETS = {
    5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 750, 1_000, 2_500, 5_000, 10_000, 50_000
  };
  private static final double[] DURATION_BUCKETS = {
    50,
    100,
    200,
    300,
    500,
    1_000,
    2_500,
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    30_000_000
  };

  private final CollectorRegistry registry;
  private final Map<Key, FunctionMetrics> functions = new ConcurrentHashMap<>();
  private final Counter requests =
      Counter.build(
              "verge_requests_total",
              "Requests answered, by status (499: the client left first; other: none of HTTP's), kind of start, and role of the version: active, canary or preview.")
          .labelNames("tenant", "function", "status", "isolate", "role")
          .create();
  private final Histogram coldStart =
      histogram(
          "verge_isolate_cold_start_microseconds",
          "From request routed to guest entered, where no isolate was ready.",
          START_BUCKETS);
  private final Histogram preparedStart =
      histogram(
          "verge_isolate_prepared_start_microseconds",
          "From request routed to guest entered, where an isolate of the reserve took the request.",
          START_BUCKETS);
  private final Histogram warmStart =
      histogram(
          "verge_isolate_warm_start_microseconds",
          "From request routed to guest entered, where a used isolate took the request.",
          START_BUCKETS);
  private final Histogram instantiation =
      histogram(
          "verge_isolate_instantiation_microseconds",
          "The part of a start that made the instance callable.",
          INSTANTIATION_BUCKETS);
  private final Histogram duration =
      Histogram.build(
              "verge_request_duration_microseconds",
              "From request routed to the response's end, by role of the version.")
          .labelNames("tenant", "function", "role")
          .buckets(DURATION_BUCKETS)
          .create();
  private final Gauge inFlight =
      Gauge.build("verge_requests_in_flight", "Requests that a guest serves now.")
          .labelNames("tenant", "function")
          .create();
  private final Gauge connections =
      Gauge.build("verge_connections", "Connections open to the data plane.").create();
  private final Counter refusedConnections =
      Counter.build(
              "verge_connections_refused_total", "Connections refused, since too many were open.")
          .create();
  private final List<Collector> collectors =
      List.of(
          requests,
          coldStart,
          preparedStart,
          warmStart,
          instantiation,
          duration,
          inFlight,
          connections,
          refusedConnections);
  private final FunctionMetrics noFunction = new FunctionMetrics(this, "", "", "");

  private record Key(FunctionId function, Role role) {}

  RequestMetrics(CollectorRegistry registry) {
    this.registry = registry;
    collectors.forEach(registry::register);
  }

  /** The series that a route's requests are counted in. */
  FunctionMetrics of(Route route) {
    Key key = new Key(route.version().function(), route.role());
    FunctionMetrics known = functions.get(key);
    return known != null ? known : functions.computeIfAbsent(key, this::made);
  }

  private FunctionMetrics made(Key key) {
    return new FunctionMetrics(
        this, key.function().tenant(), key.function().name(), key.role().label());
  }

  /** Drops the series of a function that was deleted. Those who use them still are not heard. */
  void forget(FunctionId function) {
    String tenant = function.tenant();
    String name = function.name();
    for (Role role : Role.values()) {
      FunctionMetrics known = functions.remove(new Key(function, role));
      if (known != null) {
        known.forgetAnswered();
        duration.remove(tenant, name, role.label());
      }
    }
    coldStart.remove(tenant, name);
    preparedStart.remove(tenant, name);
    warmStart.remove(tenant, name);
    instantiation.remove(tenant, name);
    inFlight.remove(tenant, name);
  }

  /** The series of requests that reached no function. */
  FunctionMetrics noFunction() {
    return noFunction;
  }

  void connectionOpened() {
    connections.inc();
  }

  void connectionClosed() {
    connections.dec();
  }

  void connectionRefused() {
    refusedConnections.inc();
  }

  Counter requests() {
    return requests;
  }

  Histogram coldStart() {
    return coldStart;
  }

  Histogram preparedStart() {
    return preparedStart;
  }

  Histogram warmStart() {
    return warmStart;
  }

  Histogram instantiation() {
    return instantiation;
  }

  Histogram duration() {
    return duration;
  }

  Gauge inFlight() {
    return inFlight;
  }

  /** Takes the collectors out of the registry. */
  @Override
  public void close() {
    collectors.forEach(registry::unregister);
  }

  private static Histogram histogram(String name, String help, double[] buckets) {
    return Histogram.build(name, help).labelNames("tenant", "function").buckets(buckets).create();
  }
}
