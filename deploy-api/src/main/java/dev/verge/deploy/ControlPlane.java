package dev.verge.deploy;

import dev.verge.deploy.access.AdminHosts;
import dev.verge.deploy.access.RootToken;
import dev.verge.deploy.access.Tenants;
import dev.verge.deploy.access.Tokens;
import dev.verge.deploy.catalogue.Catalogue;
import dev.verge.deploy.http.ControlApi;
import dev.verge.deploy.http.Followers;
import dev.verge.deploy.http.Uploads;
import dev.verge.deploy.metrics.ControlPlaneMetrics;
import dev.verge.deploy.requests.RequestRecords;
import dev.verge.deploy.routing.RoutingTable;
import dev.verge.deploy.store.Store;
import dev.verge.deploy.triggers.CronTriggers;
import dev.verge.deploy.triggers.TriggeredRequests;
import dev.verge.deploy.vendor.fastly.FastlyApi;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.pool.Isolates;
import io.prometheus.client.CollectorRegistry;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The running control plane. First {@link #open} loads what is stored, so that {@link #routes} can
 * be served; then {@link #listen} opens the REST interface. Closing stops the interface and leaves
 * the routes as they are; the isolates, logs and services that were lent are not closed.
 *
 * <p>{@link #routes} and {@link #address} may be used from any thread; the rest is for the one that
 * composes the platform.
 */
public final class ControlPlane implements AutoCloseable {
  private final ControlPlaneSettings settings;
  private final RoutingTable routes;
  private final ControlApi.Parts parts;

  /** What is to be closed, last first. */
  private final Deque<AutoCloseable> resources;

  private volatile Optional<ControlApi> api = Optional.empty();

  private ControlPlane(
      ControlPlaneSettings settings,
      RoutingTable routes,
      ControlApi.Parts parts,
      Deque<AutoCloseable> resources) {
    this.settings = settings;
    this.routes = routes;
    this.parts = parts;
    this.resources = resources;
  }

  /**
   * Opens the home directory, makes the root token at the first time, and routes all deployed
   * versions. Each is {@link dev.verge.deploy.routing.Deployment.Preparing} until its template is
   * made, which {@link #listen} begins. A version that fails does not stop the others; its hosts
   * are {@link dev.verge.deploy.routing.Deployment.Unavailable}.
   *
   * @param isolates where versions are tried and run
   * @param logs the functions' logs
   * @param services the data of tenants, and what keeps it
   * @param registry gets the control plane's metrics, and is what {@code /metrics} shows
   * @throws IllegalStateException when the home directory cannot be used, or another Verge uses it
   * @throws dev.verge.deploy.store.StoreException when the store in it cannot be opened
   */
  public static ControlPlane open(
      ControlPlaneSettings settings,
      Isolates isolates,
      FunctionLogs logs,
      PlatformServices services,
      CollectorRegistry registry) {
    Deque<AutoCloseable> resources = new ArrayDeque<>();
    try {
      resources.push(HomeLock.take(settings.home()));
      RootToken root = RootToken.of(settings.home());
      Store store = Store.open(settings.home());
      resources.push(store);
      Tokens tokens = Tokens.open(store.accounts(), root);
      resources.push(tokens);
      RoutingTable routes = new RoutingTable();
      RequestRecords requests = new RequestRecords();
      Catalogue catalogue =
          Catalogue.open(
              store,
              isolates,
              logs,
              requests,
              services.secretStores(),
              new Catalogue.Settings(settings.hostnames(), settings.warmUps()),
              routes);
      resources.push(catalogue);
      CronTriggers triggers =
          new CronTriggers(
              catalogue.deployments()::scheduled,
              settings.hostnames()::ownName,
              logs,
              InstantSource.system());
      resources.push(triggers);
      ControlPlaneMetrics metrics =
          ControlPlaneMetrics.register(registry, store, catalogue, isolates, requests);
      resources.push(metrics);
      return new ControlPlane(
          settings,
          routes,
          new ControlApi.Parts(
              settings.home(),
              store,
              catalogue,
              isolates,
              logs,
              requests,
              services,
              registry,
              new Uploads(metrics),
              new Followers(),
              tokens,
              new Tenants(store.accounts(), services, tokens, isolates.tenants()),
              triggers),
          resources);
    } catch (RuntimeException | Error e) {
      close(resources, e);
      throw e;
    }
  }

  /** Which version answers which hostname; the same object for as long as this is open. */
  public RoutingTable routes() {
    return routes;
  }

  /** Where the data plane puts what it served; the same object for as long as this is open. */
  public RequestRecords requests() {
    return parts.requests();
  }

  /**
   * Opens the REST interface, begins to prepare and warm up all deployed versions, and calls those
   * that have triggers. To be called once.
   *
   * @param dataPlane where functions answer, for the URLs that are told
   * @param requests serves what triggers ask for
   * @param restart has the platform stop and start again, which completes a restore; returns at
   *     once
   * @throws IllegalStateException when the address of the settings cannot be had
   */
  public void listen(InetSocketAddress dataPlane, TriggeredRequests requests, Runnable restart) {
    parts.triggers().begin(requests);
    ControlApi opened =
        ControlApi.listen(
            parts,
            new AdminHosts(settings.address(), settings.names()),
            settings.uploads(),
            settings.pace(),
            settings.metricsNeedToken(),
            settings.hostnames(),
            List.of(FastlyApi.vendor(parts, settings.uploads(), settings.hostnames())),
            dataPlane,
            restart,
            settings.address());
    resources.push(opened);
    api = Optional.of(opened);
    parts.catalogue().prepare();
  }

  /**
   * Where the REST interface listens.
   *
   * @throws IllegalStateException before {@link #listen}
   */
  public InetSocketAddress address() {
    return api.orElseThrow(
            () -> new IllegalStateException("The control plane does not listen yet; call listen."))
        .address();
  }

  /** Ends followed logs, lets requests in progress end for some seconds, and closes the store. */
  @Override
  public void close() {
    IllegalStateException failure =
        new IllegalStateException("The control plane could not be closed properly.");
    close(resources, failure);
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  private static void close(Deque<AutoCloseable> resources, Throwable failure) {
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (Exception e) {
        failure.addSuppressed(e);
      }
    }
  }
}
