package dev.verge.gateway.http;

import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.routing.PreviewsBusyException;
import dev.verge.deploy.routing.Splitter;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.pool.Isolates;
import dev.verge.isolate.pool.Outcome;
import dev.verge.isolate.template.Template;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds the route of a request. Safe on any thread; never waits. */
@FunctionalInterface
interface Routes {
  /** Tells search engines that an answer is none of their business. */
  HeaderList NO_INDEX = HeaderList.of(List.of(new HeaderList.Field("x-robots-tag", "noindex")));

  /** The route of a request, found by its host: its authority as the client sent it. */
  Optional<Route> find(RequestHead request);

  /** Routes to deployments that are found by host, and served by isolates. */
  static Routes of(Function<String, Optional<Deployment>> deployments, Isolates isolates) {
    return request ->
        deployments
            .apply(request.authority())
            .map(deployment -> route(deployment, isolates, request));
  }

  /** The route to one version, whatever serves beside it. */
  static Route alone(Deployment.Single version, Isolates isolates) {
    return route(version, isolates, Role.ACTIVE, HeaderList.EMPTY);
  }

  private static Route route(Deployment deployment, Isolates isolates, RequestHead request) {
    return switch (deployment) {
      case Deployment.Single single -> alone(single, isolates);
      case Deployment.Preview(Deployment.Single shown) ->
          route(shown, isolates, Role.PREVIEW, NO_INDEX);
      case Deployment.Split split -> {
        Splitter.Choice choice =
            split.splitter().choose(request.headers(), request.scheme().equals("https"));
        HeaderList marks =
            choice
                .setCookie()
                .map(value -> HeaderList.of(List.of(new HeaderList.Field("set-cookie", value))))
                .orElse(HeaderList.EMPTY);
        // Its clients need not wait until it can be served again.
        yield choice.canary() && !(split.canary() instanceof Deployment.Unavailable)
            ? route(split.canary(), isolates, Role.CANARY, marks)
            : route(split.main(), isolates, Role.ACTIVE, marks);
      }
    };
  }

  private static Route route(
      Deployment.Single deployment, Isolates isolates, Role role, HeaderList marks) {
    return switch (deployment) {
      case Deployment.Ready(Template template) ->
          new Route.Served(
              template.version(), exchange -> isolates.serve(template, exchange), role, marks);
      // A request waits for its version rather than fail.
      case Deployment.Preparing preparing ->
          new Route.Served(
              preparing.version(),
              exchange -> serve(outcome(preparing), isolates, exchange),
              role,
              marks);
      case Deployment.Unavailable unavailable ->
          new Route.Unavailable(unavailable.version(), role, marks);
    };
  }

  private static Deployment.Single outcome(Deployment.Preparing preparing) throws RefusedException {
    try {
      return preparing.outcome().get();
    } catch (PreviewsBusyException e) {
      throw new RefusedException(ProblemKind.PREVIEWS_BUSY, e.getMessage());
    }
  }

  private static Outcome serve(Deployment.Single deployment, Isolates isolates, Exchange exchange)
      throws RefusedException {
    if (deployment instanceof Deployment.Ready(Template template)) {
      return isolates.serve(template, exchange);
    }
    throw new RefusedException(
        Route.Unavailable.PROBLEM.kind(), Route.Unavailable.PROBLEM.detail());
  }
}
