package dev.verge.gateway.http;

import dev.verge.deploy.routing.Deployment;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.pool.Isolates;
import dev.verge.isolate.pool.Outcome;
import dev.verge.isolate.template.Template;
import java.util.Optional;
import java.util.function.Function;

/** Finds the route of a host. Safe on any thread; never waits. */
@FunctionalInterface
interface Routes {
  /**
   * The route of a host.
   *
   * @param host as the client sent it, port included
   */
  Optional<Route> find(String host);

  /** Routes to deployments that are found by host, and served by isolates. */
  static Routes of(Function<String, Optional<Deployment>> deployments, Isolates isolates) {
    return host -> deployments.apply(host).map(deployment -> route(deployment, isolates));
  }

  private static Route route(Deployment deployment, Isolates isolates) {
    return switch (deployment) {
      case Deployment.Ready(Template template) ->
          new Route.Served(template.version(), exchange -> isolates.serve(template, exchange));
      // A request waits for its version rather than fail.
      case Deployment.Preparing preparing ->
          new Route.Served(
              preparing.version(),
              exchange -> serve(preparing.outcome().get(), isolates, exchange));
      case Deployment.Unavailable unavailable -> new Route.Unavailable(unavailable.version());
    };
  }

  private static Outcome serve(Deployment deployment, Isolates isolates, Exchange exchange)
      throws RefusedException {
    if (deployment instanceof Deployment.Ready(Template template)) {
      return isolates.serve(template, exchange);
    }
    throw new RefusedException(
        Route.Unavailable.PROBLEM.kind(), Route.Unavailable.PROBLEM.detail());
  }
}
