package dev.verge.deploy.vendor.fastly;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.http.Call;
import dev.verge.deploy.http.Endpoint;
import dev.verge.deploy.manifest.ManifestBackend;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.StoredService;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The backends of a service's version. */
final class BackendEndpoints {
  private static final String BACKENDS = Addressed.VERSION + "/backend";
  private static final String BACKEND = BACKENDS + "/{backend}";

  private final FastlyServices services;
  private final Addressed addressed;

  BackendEndpoints(FastlyServices services, Addressed addressed) {
    this.services = services;
    this.addressed = addressed;
  }

  List<Endpoint> endpoints() {
    Access read = Access.own(Scope.READ);
    Access deploy = Access.own(Scope.DEPLOY);
    return List.of(
        Endpoint.get(BACKENDS, read, this::list),
        Endpoint.post(BACKENDS, deploy, AuditAction.DRAFT_UPDATE, this::create),
        Endpoint.get(BACKEND, read, this::show),
        Endpoint.put(BACKEND, deploy, AuditAction.DRAFT_UPDATE, this::update),
        Endpoint.delete(BACKEND, deploy, AuditAction.DRAFT_UPDATE, this::delete));
  }

  private void list(Call call) {
    StoredService service = addressed.service(call);
    Draft draft = addressed.draft(call);
    call.answer(
        200,
        new TreeMap<>(backends(draft))
            .entrySet().stream()
                .map(
                    entry ->
                        BackendFields.document(
                            entry.getKey(), entry.getValue(), service.id(), draft.number()))
                .toList());
  }

  private void show(Call call) {
    answer(call, addressed.service(call), addressed.draft(call), call.parameter("backend"));
  }

  private void create(Call call) throws IOException {
    StoredService service = addressed.service(call);
    Form form = Form.of(call);
    String name = form.name("name");
    Draft edited =
        services.edit(
            service,
            addressed.number(call),
            addressed.change(call, service, "backend " + name),
            draft -> {
              requireFree(draft, name);
              return with(draft, name, BackendFields.apply(form, Optional.empty()));
            });
    answer(call, service, edited, name);
  }

  private void update(Call call) throws IOException {
    StoredService service = addressed.service(call);
    String before = call.parameter("backend");
    Form form = Form.of(call);
    String name = form.text("name").isPresent() ? form.name("name") : before;
    Draft edited =
        services.edit(
            service,
            addressed.number(call),
            addressed.change(call, service, "backend " + name),
            draft -> {
              ManifestBackend changed =
                  BackendFields.apply(form, Optional.of(required(draft, before)));
              Draft others = without(draft, before);
              requireFree(others, name);
              return with(others, name, changed);
            });
    answer(call, service, edited, name);
  }

  private void delete(Call call) {
    StoredService service = addressed.service(call);
    String name = call.parameter("backend");
    services.edit(
        service,
        addressed.number(call),
        addressed.change(call, service, "without backend " + name),
        draft -> {
          required(draft, name);
          return without(draft, name);
        });
    call.answer(200, Document.OK);
  }

  private static void answer(Call call, StoredService service, Draft draft, String name) {
    call.answer(
        200, BackendFields.document(name, required(draft, name), service.id(), draft.number()));
  }

  private static void requireFree(Draft draft, String name) {
    if (backends(draft).containsKey(name)) {
      throw new ProblemException(
          ProblemType.NAME_TAKEN,
          "Version %d has a backend of this name already.".formatted(draft.number()));
    }
  }

  private static ManifestBackend required(Draft draft, String name) {
    return Optional.ofNullable(backends(draft).get(name))
        .orElseThrow(
            () ->
                FastlyServices.missing(
                    "Version %d has no backend %s."
                        .formatted(draft.number(), FastlyServices.shown(name))));
  }

  private static Map<String, ManifestBackend> backends(Draft draft) {
    return draft.manifest().bindings().backends();
  }

  private static Draft with(Draft draft, String name, ManifestBackend backend) {
    Map<String, ManifestBackend> all = new HashMap<>(backends(draft));
    all.put(name, backend);
    return draft.with(draft.manifest().withBindings(draft.manifest().bindings().withBackends(all)));
  }

  private static Draft without(Draft draft, String name) {
    Map<String, ManifestBackend> all = new HashMap<>(backends(draft));
    all.remove(name);
    return draft.with(draft.manifest().withBindings(draft.manifest().bindings().withBackends(all)));
  }
}
