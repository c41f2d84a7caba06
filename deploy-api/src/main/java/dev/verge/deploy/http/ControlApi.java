package dev.verge.deploy.http;

import dev.verge.deploy.access.AdminHosts;
import dev.verge.deploy.access.Tenants;
import dev.verge.deploy.access.Tokens;
import dev.verge.deploy.catalogue.Catalogue;
import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.deploy.metrics.ControlPlaneMetrics;
import dev.verge.deploy.store.Store;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.pool.Isolates;
import io.prometheus.client.CollectorRegistry;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The REST interface, listening until it is closed. */
public final class ControlApi implements AutoCloseable {
  private final ControlServer server;
  private final LogEndpoint logEndpoint;
  private final InetSocketAddress address;

  private ControlApi(ControlServer server, LogEndpoint logEndpoint, InetSocketAddress address) {
    this.server = server;
    this.logEndpoint = logEndpoint;
    this.address = address;
  }

  /**
   * What the interface is about.
   *
   * @param store where files are received and read
   * @param catalogue functions and versions
   * @param isolates the engine and its isolates
   * @param logs the functions' logs
   * @param services the data of tenants
   * @param registry what is shown under {@code /metrics}
   * @param metrics the control plane's own
   * @param tokens who may do what
   * @param tenants whose things there are
   */
  public record Parts(
      Store store,
      Catalogue catalogue,
      Isolates isolates,
      FunctionLogs logs,
      PlatformServices services,
      CollectorRegistry registry,
      ControlPlaneMetrics metrics,
      Tokens tokens,
      Tenants tenants) {}

  /**
   * Begins to listen.
   *
   * @param hosts the names by which callers must ask
   * @param limits how large uploads may be
   * @param rules for the URLs that are told
   * @param dataPlane where functions answer
   * @param address where to listen; port 0 takes a free one
   * @throws IllegalStateException when the address cannot be had
   */
  public static ControlApi listen(
      Parts parts,
      AdminHosts hosts,
      UploadLimits limits,
      HostnameRules rules,
      InetSocketAddress dataPlane,
      InetSocketAddress address) {
    LogEndpoint logEndpoint = new LogEndpoint(parts.catalogue(), parts.logs());
    ControlServer server =
        new ControlServer(
            new Gate(hosts, parts.tokens()),
            parts.store().accounts()::append,
            endpoints(
                parts,
                limits,
                new Documents(rules, dataPlane.getPort(), parts.catalogue()::warmth),
                logEndpoint));
    try {
      return new ControlApi(server, logEndpoint, server.listen(address));
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return address;
  }

  /** Ends followed logs, and lets other requests in progress end for a while. */
  @Override
  public void close() {
    logEndpoint.close();
    server.close();
  }

  static List<Endpoint> endpoints(
      Parts parts, UploadLimits limits, Documents documents, LogEndpoint logEndpoint) {
    Catalogue catalogue = parts.catalogue();
    Store store = parts.store();
    List<Endpoint> endpoints = new ArrayList<>();
    Tenants tenants = parts.tenants();
    endpoints.addAll(new TenantEndpoints(tenants).endpoints());
    endpoints.addAll(new TokenEndpoints(parts.tokens()).endpoints());
    endpoints.addAll(new AuditEndpoint(store.accounts()).endpoints());
    endpoints.addAll(
        new UploadEndpoint(catalogue, store, limits, parts.services(), documents, parts.metrics())
            .endpoints());
    endpoints.addAll(new FunctionEndpoints(catalogue, documents).endpoints());
    endpoints.addAll(new VersionEndpoints(catalogue, store, documents).endpoints());
    endpoints.addAll(logEndpoint.endpoints());
    endpoints.addAll(new KvEndpoints(parts.services().kvStores(), tenants).endpoints());
    endpoints.addAll(new SecretEndpoints(parts.services().secretStores(), tenants).endpoints());
    endpoints.addAll(new PurgeEndpoint(parts.services().caches()).endpoints());
    endpoints.addAll(new PlatformEndpoints(parts.isolates(), parts.registry()).endpoints());
    endpoints.addAll(new DocsEndpoints().endpoints());
    return endpoints;
  }
}
