package dev.verge.gateway.http;

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
 * it that every exchange ends, is counted and is logged. Safe on any thread.
 */
final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final Logger ACCESS = LoggerFactory.getLogger("dev.verge.gateway.access");

  /** Counted for a client that left before it was answered; no such status is ever sent. */
  private static final int CLIENT_LEFT = 499;

  private static final Problem PLATFORM_FAILED =
      new Problem(
          ProblemKind.PLATFORM, "Verge failed to serve this request; its operator's log says why.");

  private final Routes routes;
  private final RequestMetrics metrics;
  private final RequestIds ids = new RequestIds();
  private final ThreadFactory threads =
      Thread.ofVirtual().name("guest-", 0).inheritInheritableThreadLocals(false).factory();

  Dispatcher(Routes routes, RequestMetrics metrics) {
    this.routes = routes;
    this.metrics = metrics;
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
    FunctionMetrics function = metrics.function(route.function());
    function.begun();
    threads.newThread(() -> serve(exchange, route, function)).start();
  }

  /** Counts and logs a request that was answered without a guest. */
  void answered(FunctionMetrics function, String id, int status) {
    function.answered(status);
    ACCESS
        .atDebug()
        .addKeyValue("request", id)
        .addKeyValue("status", status)
        .log("Answered without a guest");
  }

  private void serve(HttpExchange exchange, Route.Served route, FunctionMetrics function) {
    try {
      conclude(exchange, route.guest().serve(exchange));
    } catch (RefusedException e) {
      exchange.fail(e.problem());
    } catch (RuntimeException | Error e) {
      LOG.error("Request {} of {} failed", exchange.request().id(), route.function(), e);
      exchange.fail(PLATFORM_FAILED);
    }
    int status = exchange.status().orElse(CLIENT_LEFT);
    long nanos = exchange.endedNanos() - exchange.routedNanos();
    function.ended(status, exchange.start(), nanos);
    if (ACCESS.isDebugEnabled()) {
      logAccess(exchange, route, status, nanos);
    }
  }

  private static void conclude(HttpExchange exchange, Outcome outcome) {
    switch (outcome) {
      case Outcome.Served _ -> {
        if (!exchange.ended()) {
          throw new IllegalStateException("The exchange was reported served but is not finished");
        }
      }
      case Outcome.Failed(Fault fault) -> {
        if (fault.kind() != Fault.Kind.CLIENT_GONE) {
          exchange.fail(new Problem(ProblemKind.of(fault.kind()), fault.detail()));
        } else {
          // The connection may still carry an answer when only the request's body went wrong.
          exchange.requestProblem().ifPresentOrElse(exchange::fail, exchange::abandon);
        }
      }
    }
  }

  private static void logAccess(HttpExchange exchange, Route.Served route, int status, long nanos) {
    RequestHead request = exchange.request();
    ACCESS
        .atDebug()
        .addKeyValue("request", request.id())
        .addKeyValue("function", route.function())
        .addKeyValue("client", request.client().getAddress().getHostAddress())
        .addKeyValue("status", status)
        .addKeyValue(
            "isolate", exchange.start().map(Start::kind).map(Start.Kind::label).orElse("none"))
        .addKeyValue("us", ResponseHeads.decimal(nanos, 3, 1))
        .log("{} {}{}", request.method(), request.authority(), request.path());
  }
}
