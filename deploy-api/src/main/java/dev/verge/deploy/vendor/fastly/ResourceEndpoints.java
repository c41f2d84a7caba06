package dev.verge.deploy.vendor.fastly;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.http.Call;
import dev.verge.deploy.http.Endpoint;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.StoredService;
import dev.verge.deploy.vendor.fastly.Links.Link;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The resource links of a service's version: the stores that it may open. */
final class ResourceEndpoints {
  private static final String RESOURCES = Addressed.VERSION + "/resource";
  private static final String RESOURCE = RESOURCES + "/{link}";

  private final FastlyServices services;
  private final Addressed addressed;
  private final TenantStores stores;

  ResourceEndpoints(FastlyServices services, Addressed addressed, TenantStores stores) {
    this.services = services;
    this.addressed = addressed;
    this.stores = stores;
  }

  private record ResourceDocument(
      String id,
      String name,
      String resourceId,
      String resourceType,
      String serviceId,
      int version,
      String createdAt,
      String updatedAt)
      implements Document {}

  List<Endpoint> endpoints() {
    Access read = Access.own(Scope.READ);
    Access deploy = Access.own(Scope.DEPLOY);
    return List.of(
        Endpoint.get(RESOURCES, read, this::list),
        Endpoint.post(RESOURCES, deploy, AuditAction.DRAFT_UPDATE, this::create),
        Endpoint.get(RESOURCE, read, this::show),
        Endpoint.put(RESOURCE, deploy, AuditAction.DRAFT_UPDATE, this::rename),
        Endpoint.delete(RESOURCE, deploy, AuditAction.DRAFT_UPDATE, this::delete));
  }

  private void list(Call call) {
    StoredService service = addressed.service(call);
    Draft draft = addressed.draft(call);
    call.answer(
        200, links(service, draft).stream().map(link -> document(service, draft, link)).toList());
  }

  private void show(Call call) {
    StoredService service = addressed.service(call);
    Draft draft = addressed.draft(call);
    call.answer(200, document(service, draft, required(call, service, draft)));
  }

  private void create(Call call) throws IOException {
    StoredService service = addressed.service(call);
    Form form = Form.of(call);
    TenantStore store =
        stores
            .find(service.function().tenant(), form.name("resource_id"))
            .orElseThrow(() -> Form.refused("resource_id", "the identifier of a store"));
    Link link = new Link(form.line("name").orElse(store.name()), store);
    Draft edited =
        services.edit(
            service,
            addressed.number(call),
            addressed.change(call, service, "link " + link.name()),
            draft -> added(draft, links(service, draft), link));
    call.answer(200, document(service, edited, link));
  }

  private void rename(Call call) throws IOException {
    StoredService service = addressed.service(call);
    String name = Form.of(call).name("name");
    Draft before = addressed.draft(call);
    Link renamed = new Link(name, required(call, service, before).store());
    Draft edited =
        services.edit(
            service,
            addressed.number(call),
            addressed.change(call, service, "link " + name),
            draft -> {
              List<Link> others =
                  Links.without(links(service, draft), required(call, service, draft));
              return added(draft, others, renamed);
            });
    call.answer(200, document(service, edited, renamed));
  }

  private void delete(Call call) {
    StoredService service = addressed.service(call);
    services.edit(
        service,
        addressed.number(call),
        addressed.change(call, service, "without link " + call.parameter("link")),
        draft ->
            draft.with(
                Links.put(
                    draft.manifest(),
                    Links.without(links(service, draft), required(call, service, draft)))));
    call.answer(200, Document.OK);
  }

  private static Draft added(Draft draft, List<Link> others, Link link) {
    boolean taken =
        others.stream()
            .anyMatch(
                other ->
                    other.name().equals(link.name())
                        && other.store().kind() == link.store().kind());
    if (taken) {
      throw new ProblemException(
          ProblemType.NAME_TAKEN,
          "Version %d has a link of this name already.".formatted(draft.number()));
    }
    return draft.with(Links.put(draft.manifest(), Links.with(others, link)));
  }

  private static List<Link> links(StoredService service, Draft draft) {
    return Links.of(service.function().tenant(), draft.manifest());
  }

  private static Link required(Call call, StoredService service, Draft draft) {
    String id = call.parameter("link");
    Optional<Link> found =
        links(service, draft).stream()
            .filter(link -> link.id(service.id(), draft.number()).equals(id))
            .findFirst();
    return found.orElseThrow(
        () ->
            FastlyServices.missing(
                "Version %d has no resource link %s."
                    .formatted(draft.number(), FastlyServices.shown(id))));
  }

  private static ResourceDocument document(StoredService service, Draft draft, Link link) {
    return new ResourceDocument(
        link.id(service.id(), draft.number()),
        link.name(),
        link.store().id(),
        link.store().kind().type(),
        service.id(),
        draft.number(),
        Document.time(draft.version().created()),
        Document.time(draft.version().updated()));
  }
}
