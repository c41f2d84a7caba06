package dev.verge.deploy.http;

import dev.verge.deploy.access.AdminHosts;
import dev.verge.deploy.access.Tenants;
import dev.verge.deploy.access.Tokens;
import dev.verge.deploy.catalogue.Catalogue;
import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.deploy.requests.RequestRecords;
import dev.verge.deploy.store.Store;
import dev.verge.deploy.triggers.CronTriggers;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.pool.Isolates;
import io.prometheus.client.CollectorRegistry;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The REST interface, listening until it is closed. */
public final class ControlApi implements AutoCloseable {
  /** How often counts of requests are looked at that are too old. */
  private static final Duration FORGETTING = Duration.ofMinutes(5);

  private final ControlServer server;
  private final Followers followers;
  private final InetSocketAddress address;

  private ControlApi(ControlServer server, Followers followers, InetSocketAddress address) {
    this.server = server;
    this.followers = followers;
    this.address = address;
  }

  /**
   * What the interface is about.
   *
   * @param home the directory of all state
   * @param store where files are received and read
   * @param catalogue functions and versions
   * @param isolates the engine and its isolates
   * @param logs the functions' logs
   * @param requests what functions were asked lately
   * @param services the data of tenants
   * @param registry what is shown under {@code /metrics}
   * @param uploads what is received of versions
   * @param followers who reads what functions say as they say it
   * @param tokens who may do what
   * @param tenants whose things there are
   * @param triggers what calls functions by a schedule
   */
  public record Parts(
      Path home,
      Store store,
      Catalogue catalogue,
      Isolates isolates,
      FunctionLogs logs,
      RequestRecords requests,
      PlatformServices services,
      CollectorRegistry registry,
      Uploads uploads,
      Followers followers,
      Tokens tokens,
      Tenants tenants,
      CronTriggers triggers) {}

  /**
   * Another interface to the same things, which a vendor's own tools speak.
   *
   * @param dialect how
   * @param endpoints all below the dialect's prefix, each with its access
   */
  public record Vendor(Dialect dialect, List<Endpoint> endpoints) {
    public Vendor {
      endpoints = List.copyOf(endpoints);
    }
  }

  /**
   * Begins to listen.
   *
   * @param hosts the names by which callers must ask
   * @param limits how large uploads may be
   * @param pace to which clients must keep
   * @param metricsNeedToken whether {@code /metrics} is only for who has a token for all tenants
   * @param rules for the URLs that are told
   * @param vendors interfaces beside Verge's own
   * @param dataPlane where functions answer
   * @param restart has the platform stop and start again, and returns at once
   * @param address where to listen; port 0 takes a free one
   * @throws IllegalStateException when the address cannot be had
   */
  public static ControlApi listen(
      Parts parts,
      AdminHosts hosts,
      UploadLimits limits,
      Pace pace,
      boolean metricsNeedToken,
      HostnameRules rules,
      List<Vendor> vendors,
      InetSocketAddress dataPlane,
      Runnable restart,
      InetSocketAddress address) {
    Vertx vertx = ControlServer.vertx();
    DataPlaneClient client = new DataPlaneClient(vertx, dataPlane);
    vertx.setPeriodic(
        FORGETTING.toMillis(), _ -> parts.requests().forget(System.currentTimeMillis()));
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.addAll(
        endpoints(
            parts,
            limits,
            metricsNeedToken,
            new Documents(rules, dataPlane.getPort(), parts.catalogue().deployments()::warmth),
            client,
            restart));
    vendors.forEach(vendor -> endpoints.addAll(vendor.endpoints()));
    ControlServer server =
        new ControlServer(
            vertx,
            new Gate(hosts, parts.tokens()),
            parts.store().accounts()::append,
            vendors.stream().map(Vendor::dialect).toList(),
            pace,
            new LargeBodies(parts.store().staging()),
            endpoints);
    try {
      return new ControlApi(server, parts.followers(), server.listen(address));
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return address;
  }

  /** Ends what is followed, and lets other requests in progress end for a while. */
  @Override
  public void close() {
    followers.close();
    server.close();
  }

  static List<Endpoint> endpoints(
      Parts parts,
      UploadLimits limits,
      boolean metricsNeedToken,
      Documents documents,
      DataPlaneClient dataPlane,
      Runnable restart) {
    Catalogue catalogue = parts.catalogue();
    Store store = parts.store();
    List<Endpoint> endpoints = new ArrayList<>();
    Tenants tenants = parts.tenants();
    endpoints.addAll(new TenantEndpoints(tenants).endpoints());
    endpoints.addAll(new TokenEndpoints(parts.tokens()).endpoints());
    endpoints.addAll(new CallerEndpoint().endpoints());
    endpoints.addAll(new AuditEndpoint(store.accounts()).endpoints());
    endpoints.addAll(
        new UploadEndpoint(
                catalogue, store, limits, parts.services(), tenants, documents, parts.uploads())
            .endpoints());
    endpoints.addAll(new FunctionEndpoints(catalogue, documents).endpoints());
    endpoints.addAll(new VersionEndpoints(catalogue, store, documents).endpoints());
    endpoints.addAll(new ManifestEndpoint(catalogue, documents).endpoints());
    endpoints.addAll(new DeploymentEndpoints(catalogue, documents).endpoints());
    endpoints.addAll(new LogEndpoint(catalogue, parts.logs(), parts.followers()).endpoints());
    endpoints.addAll(
        new RequestEndpoint(catalogue, parts.requests(), parts.followers()).endpoints());
    endpoints.addAll(new StatisticsEndpoint(catalogue, parts.requests()).endpoints());
    endpoints.addAll(new IsolateEndpoint(catalogue, parts.isolates()).endpoints());
    endpoints.addAll(
        new TrialEndpoint(catalogue, parts.requests(), documents.rules(), dataPlane).endpoints());
    endpoints.addAll(new TriggerEndpoints(catalogue, parts.triggers()).endpoints());
    endpoints.addAll(new KvEndpoints(parts.services().kvStores(), tenants).endpoints());
    endpoints.addAll(new SecretEndpoints(parts.services().secretStores(), tenants).endpoints());
    endpoints.addAll(
        new ConfigEndpoints(parts.services().liveData().configStores(), tenants).endpoints());
    endpoints.addAll(new AclEndpoints(parts.services().liveData().acls(), tenants).endpoints());
    endpoints.addAll(new PurgeEndpoint(parts.services().caches()).endpoints());
    endpoints.addAll(new BackupEndpoints(parts.home(), store, restart).endpoints());
    endpoints.addAll(
        new PlatformEndpoints(parts.isolates(), parts.registry(), metricsNeedToken).endpoints());
    endpoints.addAll(new DocsEndpoints().endpoints());
    endpoints.addAll(new UiEndpoints().endpoints());
    return endpoints;
  }
}
