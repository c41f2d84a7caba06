package dev.verge.deploy.vendor.fastly;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.http.Call;
import dev.verge.deploy.http.Endpoint;
import dev.verge.deploy.manifest.Manifest;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.store.StoredService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The domains of a service's version: hostnames that the function will claim. */
final class DomainEndpoints {
  private static final String DOMAINS = Addressed.VERSION + "/domain";
  private static final String DOMAIN = DOMAINS + "/{domain}";

  private final FastlyServices services;
  private final Addressed addressed;
  private final DomainClaims claims;

  DomainEndpoints(FastlyServices services, Addressed addressed, DomainClaims claims) {
    this.services = services;
    this.addressed = addressed;
    this.claims = claims;
  }

  private record DomainDocument(String name, String comment, String serviceId, int version)
      implements Document {}

  List<Endpoint> endpoints() {
    Access read = Access.own(Scope.READ);
    Access deploy = Access.own(Scope.DEPLOY);
    return List.of(
        Endpoint.get(Addressed.SERVICE + "/domain", read, this::listCurrent),
        Endpoint.get(DOMAINS, read, this::list),
        Endpoint.post(DOMAINS, deploy, AuditAction.DRAFT_UPDATE, this::create),
        Endpoint.get(DOMAINS + "/check_all", read, this::checkAll),
        Endpoint.get(DOMAIN, read, this::show),
        Endpoint.put(DOMAIN, deploy, AuditAction.DRAFT_UPDATE, this::rename),
        Endpoint.delete(DOMAIN, deploy, AuditAction.DRAFT_UPDATE, this::delete),
        Endpoint.get(DOMAIN + "/check", read, this::check));
  }

  private void listCurrent(Call call) {
    StoredService service = addressed.service(call);
    call.answer(200, documents(service, services.current(service)));
  }

  private void list(Call call) {
    call.answer(200, documents(addressed.service(call), addressed.draft(call)));
  }

  private void show(Call call) {
    Draft draft = addressed.draft(call);
    call.answer(200, document(addressed.service(call), draft.number(), required(call, draft)));
  }

  private void create(Call call) throws IOException {
    StoredService service = addressed.service(call);
    String name = claims.claimable(service.function(), Form.of(call).name("name"));
    Draft edited =
        services.edit(
            service,
            addressed.number(call),
            addressed.change(call, service, "domain " + name),
            draft -> {
              if (draft.manifest().hostnames().contains(name)) {
                throw DomainClaims.taken(name, "this version already");
              }
              return replaced(service, draft, draft.manifest().hostnames(), name);
            });
    call.answer(200, document(service, edited.number(), name));
  }

  private void rename(Call call) throws IOException {
    StoredService service = addressed.service(call);
    Form form = Form.of(call);
    String name =
        form.text("name").isPresent()
            ? claims.claimable(service.function(), form.name("name"))
            : call.parameter("domain");
    Draft edited =
        services.edit(
            service,
            addressed.number(call),
            addressed.change(call, service, "domain " + name),
            draft -> replaced(service, draft, others(call, draft), name));
    call.answer(200, document(service, edited.number(), name));
  }

  private void delete(Call call) {
    StoredService service = addressed.service(call);
    services.edit(
        service,
        addressed.number(call),
        addressed.change(call, service, "without domain " + call.parameter("domain")),
        draft -> draft.with(draft.manifest().withHostnames(others(call, draft))));
    call.answer(200, Document.OK);
  }

  /** Where names lead is not Verge's to know: a domain is valid when it can be claimed. */
  private void check(Call call) {
    StoredService service = addressed.service(call);
    Draft draft = addressed.draft(call);
    call.answer(200, checked(service, draft, required(call, draft)));
  }

  private void checkAll(Call call) {
    StoredService service = addressed.service(call);
    Draft draft = addressed.draft(call);
    call.answer(
        200,
        draft.manifest().hostnames().stream().map(name -> checked(service, draft, name)).toList());
  }

  private List<Object> checked(StoredService service, Draft draft, String name) {
    boolean free = true;
    try {
      var _ = claims.claimable(service.function(), name);
    } catch (ProblemException e) {
      free = false;
    }
    return List.of(document(service, draft.number(), name), name, free);
  }

  private Draft replaced(StoredService service, Draft draft, List<String> before, String added) {
    Set<String> names = new LinkedHashSet<>(before);
    names.add(added);
    Manifest manifest = draft.manifest().withHostnames(List.copyOf(names));
    var _ = claims.rules().claims(service.function(), manifest.hostnames());
    return draft.with(manifest);
  }

  private static List<String> others(Call call, Draft draft) {
    List<String> names = new ArrayList<>(draft.manifest().hostnames());
    names.remove(required(call, draft));
    return names;
  }

  private static String required(Call call, Draft draft) {
    String name = call.parameter("domain");
    return draft.manifest().hostnames().stream()
        .filter(name::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(
            () ->
                FastlyServices.missing(
                    "Version %d has no domain %s."
                        .formatted(draft.number(), FastlyServices.shown(name))));
  }

  private static List<DomainDocument> documents(StoredService service, Draft draft) {
    Stream<String> names = draft.manifest().hostnames().stream();
    return names.map(name -> document(service, draft.number(), name)).toList();
  }

  private static DomainDocument document(StoredService service, int number, String name) {
    return new DomainDocument(name, "", service.id(), number);
  }
}
