package dev.verge.gateway.http;

import dev.verge.deploy.requests.BackendCalls;
import dev.verge.deploy.requests.Ending;
import dev.verge.deploy.requests.RequestRecord;
import dev.verge.deploy.requests.RequestRecords;
import dev.verge.deploy.requests.RequestRing;
import dev.verge.gateway.access.AccessEntry;
import dev.verge.gateway.access.AccessLog;
import dev.verge.gateway.tracing.RequestTrace;
import dev.verge.gateway.tracing.Tracing;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.pool.Fault;
import dev.verge.isolate.pool.Outcome;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings requests to their guests: finds the route, runs the guest on a virtual thread, and sees to
 * it that every exchange ends, is counted, is kept for who watches, is traced, and is logged. Safe
 * on any thread.
 */
final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  /** Counted for a client that left before it was answered; no such status is ever sent. */
  static final int CLIENT_LEFT = 499;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private static final Problem PLATFORM_FAILED =
      new Problem(
          ProblemKind.PLATFORM, "Verge failed to serve this request; its operator's log says why.");

  private final Routes routes;
  private final RequestMetrics metrics;
  private final RequestRecords records;
  private final AccessLog accessLog;
  private final Tracing tracing;
  private final RequestIds ids = new RequestIds();
  private final ThreadFactory threads =
      Thread.ofVirtual().name("guest-", 0).inheritInheritableThreadLocals(false).factory();

  Dispatcher(
      Routes routes,
      RequestMetrics metrics,
      RequestRecords records,
      AccessLog accessLog,
      Tracing tracing) {
    this.routes = routes;
    this.metrics = metrics;
    this.records = records;
    this.accessLog = accessLog;
    this.tracing = tracing;
  }

  RequestMetrics metrics() {
    return metrics;
  }

  String nextId() {
    return ids.next();
  }

  Optional<Route> route(RequestHead request) {
    return routes.find(request);
  }

  /** Serves an exchange on a thread of its own. */
  void start(HttpExchange exchange, Route.Served route) {
    Serving serving = begin(route);
    threads.newThread(() -> serve(exchange, serving)).start();
  }

  /** Serves an exchange on this thread. */
  Ending serveHere(HttpExchange exchange, Route.Served route) {
    return serve(exchange, begin(route));
  }

  /**
   * A request that a guest will be asked to serve. What it is kept in is found now: at its end the
   * function may have been deleted, and must not come back for it.
   */
  private record Serving(Route.Served route, FunctionMetrics metrics, RequestRing ring) {}

  private Serving begin(Route.Served route) {
    Serving serving = new Serving(route, metrics.of(route), records.of(route.version().function()));
    serving.metrics().begun();
    return serving;
  }

  /** Counts and logs a request that was answered without a guest. */
  void answered(FunctionMetrics function, AccessEntry entry) {
    function.answered(entry.status());
    accessLog.write(entry);
  }

  /**
   * Keeps for who watches that a request's version had no guest.
   *
   * @param trigger what made the request in place of a client
   */
  void unavailable(RequestHead request, Route.Unavailable route, Optional<String> trigger) {
    Problem problem = Route.Unavailable.PROBLEM;
    RequestRing ring = records.of(route.version().function());
    put(
        ring,
        route,
        new RequestRecord(
            ring.number(),
            System.currentTimeMillis(),
            request.id(),
            request.method(),
            request.path(),
            request.query(),
            route.version(),
            problem.kind().status(),
            Ending.UNAVAILABLE,
            Optional.empty(),
            0,
            0,
            0,
            request.method().equals("HEAD") ? 0 : problem.document().length,
            trigger,
            BackendCalls.NONE));
    long now = System.nanoTime();
    tracing
        .begin(request, route.version(), trigger, now)
        .end(
            new RequestTrace.Result(
                Optional.of(problem.kind().status()),
                Optional.of(Ending.UNAVAILABLE.label()),
                Optional.empty(),
                now,
                0,
                0));
  }

  private Ending serve(HttpExchange exchange, Serving serving) {
    try {
      Ending ending = ask(exchange, serving.route());
      tell(exchange, serving, ending);
      return ending;
    } finally {
      // Last, so that whoever sees a function idle finds its requests told.
      serving.metrics().left();
    }
  }

  private Ending ask(HttpExchange exchange, Route.Served route) {
    try {
      exchange.traceTo(
          tracing.begin(
              exchange.request(), route.version(), route.trigger(), exchange.routedNanos()));
      return conclude(exchange, route.guest().serve(exchange));
    } catch (RefusedException e) {
      exchange.fail(e.problem());
      return Ending.UNAVAILABLE;
    } catch (RuntimeException | Error e) {
      LOG.error("Request {} of {} failed", exchange.request().id(), route.version(), e);
      exchange.fail(PLATFORM_FAILED);
      return Ending.PLATFORM;
    }
  }

  /** Counts, keeps, traces and logs a request that is through. */
  private void tell(HttpExchange exchange, Serving serving, Ending ending) {
    int status = exchange.status().orElse(CLIENT_LEFT);
    long nanos = exchange.endedNanos() - exchange.routedNanos();
    serving.metrics().ended(status, exchange.start(), nanos);
    long epochMillis = System.currentTimeMillis() - nanos / NANOS_PER_MILLI;
    keep(exchange, serving, status, ending, epochMillis, nanos);
    if (tracing.isOn()) {
      endTrace(exchange, ending, exchange.routedNanos() + nanos);
    }
    if (accessLog.isOn()) {
      RequestHead request = exchange.request();
      accessLog.write(
          new AccessEntry(
              epochMillis,
              request.client().getAddress(),
              Optional.of(request),
              status,
              exchange.bytesOut()));
    }
  }

  private static void keep(
      HttpExchange exchange,
      Serving serving,
      int status,
      Ending ending,
      long epochMillis,
      long nanos) {
    RequestHead request = exchange.request();
    Route.Served route = serving.route();
    RequestRing ring = serving.ring();
    RequestRecord record =
        new RequestRecord(
            ring.number(),
            epochMillis,
            request.id(),
            request.method(),
            request.path(),
            request.query(),
            route.version(),
            status,
            ending,
            exchange.start(),
            exchange.firstByteNanos(),
            nanos,
            exchange.bytesIn(),
            exchange.bytesOut(),
            route.trigger(),
            exchange.calls());
    put(ring, route, record);
  }

  private static void put(RequestRing ring, Route route, RequestRecord record) {
    if (route.role() == Role.PREVIEW) {
      ring.keep(record);
    } else {
      ring.put(record);
    }
  }

  private static void endTrace(HttpExchange exchange, Ending ending, long endedNanos) {
    exchange
        .trace()
        .end(
            new RequestTrace.Result(
                exchange.status(),
                ending == Ending.SERVED ? Optional.empty() : Optional.of(ending.label()),
                exchange.start(),
                endedNanos,
                exchange.bytesIn(),
                exchange.bytesOut()));
  }

  private static Ending conclude(HttpExchange exchange, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Served _ -> {
        if (!exchange.ended()) {
          throw new IllegalStateException("The exchange was reported served but is not finished");
        }
        yield Ending.SERVED;
      }
      case Outcome.Failed(Fault fault) -> {
        fail(exchange, fault);
        yield Ending.of(fault.kind());
      }
    };
  }

  private static void fail(HttpExchange exchange, Fault fault) {
    if (fault.kind() != Fault.Kind.CLIENT_GONE) {
      exchange.fail(Problem.of(fault));
    } else {
      // The connection may still carry an answer when only the request's body went wrong.
      exchange.requestProblem().ifPresentOrElse(exchange::fail, exchange::abandon);
    }
  }
}
