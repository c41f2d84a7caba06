package dev.verge.deploy.catalogue;

import dev.verge.deploy.manifest.CronTrigger;
import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.deploy.manifest.Manifest;
import dev.verge.deploy.manifest.ManifestTriggers;
import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.routing.RoutingTable;
import dev.verge.isolate.FunctionId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is deployed now, and the routing table made of it. Safe on any thread. */
final class Routes {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
  private final HostnameRules rules;
  private final RoutingTable table;
  private final Map<FunctionId, Route> routes = new TreeMap<>();

  Routes(HostnameRules rules, RoutingTable table) {
    this.rules = rules;
    this.table = table;
  }

  /**
   * A function's deployment, the hostnames that its version claims, and what calls it.
   *
   * @param hostnames beside the function's own name
   * @param triggers by a schedule
   * @param deployment what answers them
   */
  record Route(List<String> hostnames, List<CronTrigger> triggers, Deployment deployment) {
    static Route of(Manifest main, Deployment deployment) {
      List<CronTrigger> triggers =
          main.triggers().map(ManifestTriggers::triggers).orElse(List.of());
      triggers.forEach(
          trigger ->
              trigger
                  .schedule()
                  .error()
                  .ifPresent(
                      why ->
                          LOG.error(
                              "A trigger of {} is not run, since its schedule {} cannot be read any more; upload a version with another one. {}",
                              deployment.version(),
                              trigger.schedule(),
                              why)));
      return new Route(main.hostnames(), triggers, deployment);
    }

    Route with(Deployment other) {
      return new Route(hostnames, triggers, other);
    }
  }

  synchronized void putAll(Map<FunctionId, Route> others) {
    routes.putAll(others);
    publish();
  }

  /** Puts what a version has become in its place, unless another has taken that. */
  synchronized void settle(Deployment.Single before, Deployment.Single after) {
    FunctionId function = before.version().function();
    Route route = routes.get(function);
    if (route != null && route.deployment().each().anyMatch(before::equals)) {
      put(function, route.with(settled(route.deployment(), before, after)));
    }
  }

  private static Deployment settled(
      Deployment deployment, Deployment.Single before, Deployment.Single after) {
    if (deployment instanceof Deployment.Split split) {
      return new Deployment.Split(
          split.main().equals(before) ? after : split.main(),
          split.canary().equals(before) ? after : split.canary(),
          split.splitter());
    }
    return after;
  }

  synchronized void put(FunctionId function, Route route) {
    routes.put(function, route);
    publish();
  }

  synchronized void remove(FunctionId function) {
    routes.remove(function);
    publish();
  }

  synchronized Optional<Deployment> deployment(FunctionId function) {
    return Optional.ofNullable(routes.get(function)).map(Route::deployment);
  }

  synchronized List<Deployment> deployments() {
    return routes.values().stream().map(Route::deployment).toList();
  }

  /** What is deployed, with what calls it by a schedule. */
  synchronized Map<FunctionId, Scheduled> scheduled() {
    Map<FunctionId, Scheduled> all = new HashMap<>();
    routes.forEach(
        (function, route) ->
            all.put(function, new Scheduled(route.deployment().main(), route.triggers())));
    return all;
  }

  private void publish() {
    Map<String, Deployment> byHost = new HashMap<>();
    routes.forEach((function, route) -> byHost.put(rules.ownName(function), route.deployment()));
    routes.forEach((function, route) -> claim(byHost, function, route));
    table.replaceAll(byHost);
  }

  /** Stored claims agree with each other, unless the platform's domain was changed since. */
  private void claim(Map<String, Deployment> byHost, FunctionId function, Route route) {
    for (String hostname : route.hostnames()) {
      Deployment present =
          rules.mayClaim(function, hostname)
              ? byHost.putIfAbsent(hostname, route.deployment())
              : route.deployment();
      if (present != null) {
        LOG.warn(
            "{} is not routed to {}: under the domain {} it belongs to somebody else.",
            hostname,
            function,
            rules.domain());
      }
    }
  }
}
