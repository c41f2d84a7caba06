package dev.verge.deploy.vendor.fastly;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.audit.Change;
import dev.verge.deploy.http.Call;
import dev.verge.deploy.http.Endpoint;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.StoredService;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code /domain-management/v1/domains}: the domains of all services' current versions, added to
 * and taken from a service at once. At Fastly they belong to no version; on Verge a hostname does,
 * so each change is another version of the service.
 */
final class DomainManagementEndpoints {
  private static final String DOMAINS = FastlyDialect.ROOT + "/domain-management/v1/domains";

  private static final String DOMAIN = DOMAINS + "/{domain}";
  private static final int MAX_BYTES = 16 << 10;
  private static final String SHAPE =
      "{\"fqdn\":\"www.example.com\",\"service_id\":\"SU1Z0isxPaozGVKXdv0eY\"}";

  private final FastlyServices services;
  private final FastlyDeployments deployments;
  private final DomainClaims claims;

  DomainManagementEndpoints(
      FastlyServices services, FastlyDeployments deployments, DomainClaims claims) {
    this.services = services;
    this.deployments = deployments;
    this.claims = claims;
  }

  private record DomainDocument(
      String id,
      String fqdn,
      String serviceId,
      String description,
      String createdAt,
      String updatedAt)
      implements Document {}

  /** A domain as it comes; descriptions are not kept. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Submitted(
      Optional<String> fqdn, @JsonProperty("service_id") Optional<String> serviceId) {}

  List<Endpoint> endpoints() {
    Access read = Access.own(Scope.READ);
    Access deploy = Access.own(Scope.DEPLOY);
    return List.of(
        Endpoint.get(DOMAINS, read, this::list),
        Endpoint.post(DOMAINS, deploy, AuditAction.DEPLOYMENT_ACTIVATE, this::create),
        Endpoint.get(DOMAIN, read, call -> call.answer(200, required(call))),
        Endpoint.patch(DOMAIN, deploy, AuditAction.DEPLOYMENT_ACTIVATE, this::update),
        Endpoint.delete(DOMAIN, deploy, AuditAction.DEPLOYMENT_ACTIVATE, this::delete));
  }

  private void list(Call call) {
    String part = call.query("fqdn").orElse("").toLowerCase(Locale.ROOT);
    Optional<String> service = call.query("service_id");
    call.answer(
        200,
        StoreDocuments.Page.of(
            domains(call)
                .filter(domain -> domain.fqdn().contains(part))
                .filter(
                    domain ->
                        service.filter(wanted -> !wanted.equals(domain.serviceId())).isEmpty())
                .toList()));
  }

  private void create(Call call) throws IOException {
    Submitted submitted = call.json(MAX_BYTES, Submitted.class, SHAPE);
    String fqdn = submitted.fqdn().orElseThrow(() -> Form.refused("fqdn", "there"));
    StoredService service =
        services.service(
            Tenancy.of(call),
            submitted
                .serviceId()
                .orElseThrow(
                    () ->
                        Form.refused(
                            "service_id",
                            "there: a domain is a service's. Name it with --service-id")));
    String name = claims.claimable(service.function(), fqdn);
    deployments.changeDomains(
        service, domains -> added(domains, name), "domain " + name, change(call, service));
    call.answer(200, document(service, services.current(service), name));
  }

  /** Nothing of a domain can change: its description is not kept, and its service has it. */
  private void update(Call call) throws IOException {
    DomainDocument domain = required(call);
    Submitted submitted = call.json(MAX_BYTES, Submitted.class, SHAPE);
    if (submitted.serviceId().filter(domain.serviceId()::equals).isEmpty()) {
      throw Form.refused(
          "service_id",
          "%s: a domain stays with its service. Take it from there with fastly domain delete, and make it anew"
              .formatted(domain.serviceId()));
    }
    call.answer(200, domain);
  }

  private void delete(Call call) {
    DomainDocument domain = required(call);
    StoredService service = services.service(Tenancy.of(call), domain.serviceId());
    if (claims.isOwn(service.function(), domain.fqdn())) {
      throw new ProblemException(
          ProblemType.INVALID_FIELD,
          "The function %s always answers under %s; deactivate the service instead."
              .formatted(service.function().name(), domain.fqdn()));
    }
    deployments.changeDomains(
        service,
        domains -> without(domains, domain.fqdn()),
        "without domain " + domain.fqdn(),
        change(call, service));
    call.done();
  }

  private static Change change(Call call, StoredService service) {
    return call.changeTo(service.function());
  }

  private static List<String> added(List<String> domains, String name) {
    return domains.contains(name)
        ? domains
        : Stream.concat(domains.stream(), Stream.of(name)).toList();
  }

  private static List<String> without(List<String> domains, String name) {
    return domains.stream().filter(domain -> !domain.equals(name)).toList();
  }

  private DomainDocument required(Call call) {
    String id = call.parameter("domain");
    return domains(call)
        .filter(domain -> domain.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                FastlyServices.missing(
                    "There is no domain %s.".formatted(FastlyServices.shown(id))));
  }

  private Stream<DomainDocument> domains(Call call) {
    return services.list(Tenancy.of(call)).stream().flatMap(this::domains);
  }

  private Stream<DomainDocument> domains(StoredService service) {
    Draft current = services.current(service);
    return current.manifest().hostnames().stream().map(name -> document(service, current, name));
  }

  private static DomainDocument document(StoredService service, Draft current, String name) {
    return new DomainDocument(
        Ids.of("domain", service.id(), name),
        name,
        service.id(),
        "",
        Document.time(current.version().created()),
        Document.time(current.version().updated()));
  }
}
