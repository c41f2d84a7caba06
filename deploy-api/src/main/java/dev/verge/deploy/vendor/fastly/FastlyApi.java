package dev.verge.deploy.vendor.fastly;

import dev.verge.deploy.http.ControlApi;
import dev.verge.deploy.http.Endpoint;
import dev.verge.deploy.http.UploadLimits;
import dev.verge.deploy.manifest.HostnameRules;
import java.util.List;
import java.util.stream.Stream;

/** Everything that is mapped of Fastly's API. */
public final class FastlyApi {
  private FastlyApi() {}

  /**
   * The interface under {@code /fastly/}.
   *
   * @param parts what it is about
   * @param limits how large packages may be
   * @param rules for domains
   */
  public static ControlApi.Vendor vendor(
      ControlApi.Parts parts, UploadLimits limits, HostnameRules rules) {
    return new ControlApi.Vendor(new FastlyDialect(), endpoints(parts, limits, rules));
  }

  private static List<Endpoint> endpoints(
      ControlApi.Parts parts, UploadLimits limits, HostnameRules rules) {
    FastlyServices services =
        new FastlyServices(
            parts.catalogue(),
            parts.store(),
            parts.tenants(),
            rules,
            parts.services().secretStores(),
            parts.isolates());
    FastlyDeployments deployments =
        new FastlyDeployments(services, parts.catalogue(), parts.store(), rules);
    DomainClaims claims = new DomainClaims(rules, parts.store());
    ServiceDocuments documents = new ServiceDocuments(services);
    Addressed addressed = new Addressed(services);
    TenantStores stores = new TenantStores(parts.services());
    return Stream.of(
            new IdentityEndpoints(services, parts.tokens()).endpoints(),
            new ServiceEndpoints(services, documents, addressed).endpoints(),
            new ServiceVersionEndpoints(
                    services,
                    deployments,
                    documents,
                    addressed,
                    parts.store().staging(),
                    limits,
                    parts.uploads())
                .endpoints(),
            new DomainEndpoints(services, addressed, claims).endpoints(),
            new BackendEndpoints(services, addressed).endpoints(),
            new ResourceEndpoints(services, addressed, stores).endpoints(),
            new LogTailEndpoints(addressed, parts.logs(), parts.followers()).endpoints(),
            new PurgeEndpoints(addressed, parts.services().caches()).endpoints(),
            new KvStoreEndpoints(stores, parts.services().kvStores(), parts.tenants()).endpoints(),
            new ConfigStoreEndpoints(
                    stores, parts.services().liveData().configStores(), parts.tenants(), services)
                .endpoints(),
            new AclEndpoints(stores, parts.services().liveData().acls(), parts.tenants())
                .endpoints(),
            new DomainManagementEndpoints(services, deployments, claims).endpoints(),
            new SecretStoreEndpoints(stores, parts.services().secretStores(), parts.tenants())
                .endpoints())
        .flatMap(List::stream)
        .toList();
  }
}
