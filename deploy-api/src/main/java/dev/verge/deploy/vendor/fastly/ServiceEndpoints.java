package dev.verge.deploy.vendor.fastly;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.http.Call;
import dev.verge.deploy.http.Endpoint;
import dev.verge.deploy.store.StoredService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** {@code /service}: services as wholes. */
final class ServiceEndpoints {
  private static final String SERVICES = FastlyDialect.ROOT + "/service";
  private static final int MOST_PER_PAGE = 1000;

  private final FastlyServices services;
  private final ServiceDocuments documents;
  private final Addressed addressed;

  ServiceEndpoints(FastlyServices services, ServiceDocuments documents, Addressed addressed) {
    this.services = services;
    this.documents = documents;
    this.addressed = addressed;
  }

  List<Endpoint> endpoints() {
    Access read = Access.own(Scope.READ);
    Access deploy = Access.own(Scope.DEPLOY);
    return List.of(
        Endpoint.get(SERVICES, read, this::list),
        Endpoint.post(SERVICES, deploy, AuditAction.SERVICE_CREATE, this::create),
        Endpoint.get(SERVICES + "/search", read, this::search),
        Endpoint.get(
            Addressed.SERVICE,
            read,
            call -> call.answer(200, documents.service(addressed.service(call)))),
        Endpoint.get(Addressed.SERVICE + "/details", read, this::details),
        Endpoint.put(Addressed.SERVICE, deploy, AuditAction.SERVICE_UPDATE, this::update),
        Endpoint.delete(Addressed.SERVICE, deploy, AuditAction.FUNCTION_DELETE, this::delete));
  }

  private void list(Call call) {
    List<StoredService> all = new ArrayList<>(services.list(Tenancy.of(call)));
    all.sort(order(call));
    int size = Math.max(1, call.number("per_page", MOST_PER_PAGE, MOST_PER_PAGE));
    int page = Math.max(1, call.number("page", 1, Integer.MAX_VALUE));
    int last = Math.max(1, (all.size() + size - 1) / size);
    if (page < last) {
      // RFC 8288
      call.header(
          "Link",
          "<%1$s?page=%2$d&per_page=%4$d>; rel=\"next\", <%1$s?page=%3$d&per_page=%4$d>; rel=\"last\""
              .formatted(SERVICES, page + 1, last, size));
    }
    call.answer(
        200, all.stream().skip((page - 1L) * size).limit(size).map(documents::service).toList());
  }

  private static Comparator<StoredService> order(Call call) {
    Comparator<StoredService> order =
        switch (call.query("sort").orElse("created")) {
          case "name" -> Comparator.comparing(StoredService::name);
          case "updated" -> Comparator.comparing(StoredService::updated);
          default -> Comparator.comparing(StoredService::created);
        };
    return call.query("direction").filter("descend"::equals).isPresent() ? order.reversed() : order;
  }

  private void search(Call call) {
    String name = call.query("name").orElse("");
    call.answer(
        200,
        services.list(Tenancy.of(call)).stream()
            .filter(service -> service.name().equals(name))
            .findFirst()
            .map(documents::service)
            .orElseThrow(() -> FastlyServices.missing("No service has this name.")));
  }

  private void details(Call call) {
    // Of its filters, the only one by which the command line means another version than otherwise.
    boolean staged = call.query("filter[versions.staged]").filter("true"::equals).isPresent();
    call.answer(200, documents.details(addressed.service(call), staged));
  }

  private void create(Call call) throws IOException {
    Form form = Form.of(call);
    form.text("type")
        .filter(type -> !type.equals("wasm"))
        .ifPresent(
            type -> {
              throw Form.refused("type", "wasm: Verge runs Compute services, not VCL");
            });
    StoredService service =
        services.create(
            call.caller(),
            Tenancy.of(call),
            form.name("name"),
            form.comment().orElse(""),
            call::changeTo);
    call.answer(200, documents.service(service));
  }

  private void update(Call call) throws IOException {
    StoredService service = addressed.service(call);
    Form form = Form.of(call);
    Optional<String> name = form.text("name").map(text -> form.name("name"));
    call.answer(
        200,
        documents.service(
            services.update(service, name, form.comment(), call.changeTo(service.function()))));
  }

  private void delete(Call call) {
    StoredService service = addressed.service(call);
    services.delete(service, call.caller(), call.changeTo(service.function()));
    call.answer(200, Document.OK);
  }
}
