package dev.verge.gateway.http;

import dev.verge.deploy.requests.Ending;
import dev.verge.deploy.requests.RequestRecord;
import dev.verge.deploy.requests.RequestRecords;
import dev.verge.deploy.requests.RequestRing;
import dev.verge.gateway.access.AccessEntry;
import dev.verge.gateway.access.AccessLog;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.exchange.Start;
import dev.verge.isolate.pool.Fault;
import dev.verge.isolate.pool.Outcome;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings requests to their guests: finds the route, runs the guest on a virtual thread, and sees to
 * it that every exchange ends, is counted, is kept for who watches, and is logged. Safe on any
 * thread.
 */
final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final Logger ACCESS = LoggerFactory.getLogger("dev.verge.gateway.access");

  /** Counted for a client that left before it was answered; no such status is ever sent. */
  private static final int CLIENT_LEFT = 499;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private static final Problem PLATFORM_FAILED =
      new Problem(
          ProblemKind.PLATFORM, "Verge failed to serve this request; its operator's log says why.");

  private final Routes routes;
  private final RequestMetrics metrics;
  private final RequestRecords records;
  private final AccessLog accessLog;
  private final RequestIds ids = new RequestIds();
  private final ThreadFactory threads =
      Thread.ofVirtual().name("guest-", 0).inheritInheritableThreadLocals(false).factory();

  Dispatcher(Routes routes, RequestMetrics metrics, RequestRecords records, AccessLog accessLog) {
    this.routes = routes;
    this.metrics = metrics;
    this.records = records;
    this.accessLog = accessLog;
  }

  RequestMetrics metrics() {
    return metrics;
  }

  String nextId() {
    return ids.next();
  }

  Optional<Route> route(String host) {
    return routes.find(host);
  }

  /** Serves an exchange on a thread of its own. */
  void start(HttpExchange exchange, Route.Served route) {
    FunctionMetrics function = metrics.function(route.version().function());
    function.begun();
    threads.newThread(() -> serve(exchange, route, function)).start();
  }

  /** Counts and logs a request that was answered without a guest. */
  void answered(FunctionMetrics function, String id, AccessEntry entry) {
    function.answered(entry.status());
    accessLog.write(entry);
    ACCESS
        .atDebug()
        .addKeyValue("request", id)
        .addKeyValue("status", entry.status())
        .log("Answered without a guest");
  }

  /** Keeps for who watches that a request's version had no guest. */
  void unavailable(RequestHead request, Route.Unavailable route) {
    Problem problem = Route.Unavailable.PROBLEM;
    RequestRing ring = records.of(route.version().function());
    ring.put(
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
            request.method().equals("HEAD") ? 0 : problem.document().length));
  }

  private void serve(HttpExchange exchange, Route.Served route, FunctionMetrics function) {
    Ending ending;
    try {
      ending = conclude(exchange, route.guest().serve(exchange));
    } catch (RefusedException e) {
      exchange.fail(e.problem());
      ending = Ending.UNAVAILABLE;
    } catch (RuntimeException | Error e) {
      LOG.error("Request {} of {} failed", exchange.request().id(), route.version(), e);
      exchange.fail(PLATFORM_FAILED);
      ending = Ending.PLATFORM;
    }
    int status = exchange.status().orElse(CLIENT_LEFT);
    long nanos = exchange.endedNanos() - exchange.routedNanos();
    function.ended(status, exchange.start(), nanos);
    long epochMillis = System.currentTimeMillis() - nanos / NANOS_PER_MILLI;
    keep(exchange, route.version(), status, ending, epochMillis, nanos);
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
    if (ACCESS.isDebugEnabled()) {
      logAccess(exchange, route, status, nanos);
    }
  }

  private void keep(
      HttpExchange exchange,
      VersionId version,
      int status,
      Ending ending,
      long epochMillis,
      long nanos) {
    RequestHead request = exchange.request();
    RequestRing ring = records.of(version.function());
    ring.put(
        new RequestRecord(
            ring.number(),
            epochMillis,
            request.id(),
            request.method(),
            request.path(),
            request.query(),
            version,
            status,
            ending,
            exchange.start(),
            exchange.firstByteNanos(),
            nanos,
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

  private static void logAccess(HttpExchange exchange, Route.Served route, int status, long nanos) {
    RequestHead request = exchange.request();
    ACCESS
        .atDebug()
        .addKeyValue("request", request.id())
        .addKeyValue("function", route.version().function())
        .addKeyValue("client", request.client().getAddress().getHostAddress())
        .addKeyValue("status", status)
        .addKeyValue(
            "isolate", exchange.start().map(Start::kind).map(Start.Kind::label).orElse("none"))
        .addKeyValue("us", ResponseHeads.decimal(nanos, 3, 1))
        .log("{} {}{}", request.method(), request.authority(), request.path());
  }
}
