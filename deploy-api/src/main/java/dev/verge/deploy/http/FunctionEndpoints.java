package dev.verge.deploy.http;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.catalogue.Catalogue;
import dev.verge.deploy.http.Documents.ClosedDocument;
import dev.verge.deploy.http.Documents.FunctionList;
import dev.verge.deploy.store.StoredFunction;
import java.util.List;

/** Functions as wholes. */
final class FunctionEndpoints {
  static final String FUNCTION = "/v1/tenants/{tenant}/functions/{function}";
  private final Catalogue catalogue;
  private final Documents documents;

  FunctionEndpoints(Catalogue catalogue, Documents documents) {
    this.catalogue = catalogue;
    this.documents = documents;
  }

  List<Endpoint> endpoints() {
    Access read = Access.tenant(Scope.READ);
    Access deploy = Access.tenant(Scope.DEPLOY);
    String isolates = FUNCTION + "/isolates";
    return List.of(
        Endpoint.get(
            "/v1/functions",
            Access.own(Scope.READ),
            call ->
                list(
                    call,
                    call.caller()
                        .tenant()
                        .map(catalogue::functions)
                        .orElseGet(catalogue::functions))),
        Endpoint.get(
            "/v1/tenants/{tenant}/functions",
            read,
            call -> list(call, catalogue.functions(call.parameter("tenant")))),
        Endpoint.get(FUNCTION, read, this::show),
        Endpoint.delete(
            FUNCTION, Access.tenant(Scope.ADMIN), AuditAction.FUNCTION_DELETE, this::delete),
        Endpoint.delete(isolates, deploy, AuditAction.ISOLATES_CLOSE, this::evict),
        Endpoint.post(isolates, deploy, AuditAction.ISOLATES_RENEW, this::renew));
  }

  private void list(Call call, List<StoredFunction> functions) {
    call.answer(
        200,
        new FunctionList(
            functions.stream()
                .map(
                    function ->
                        documents.function(function, catalogue.deployments().of(function.id())))
                .toList()));
  }

  private void show(Call call) {
    StoredFunction function = catalogue.function(call.function());
    call.answer(200, documents.function(function, catalogue.deployments().of(function.id())));
  }

  private void delete(Call call) {
    catalogue.delete(call.function(), call.change());
    call.done();
  }

  private void evict(Call call) {
    int closed = catalogue.deployments().evict(call.function());
    call.record("%d closed".formatted(closed));
    call.answer(200, new ClosedDocument(closed));
  }

  private void renew(Call call) {
    int closed = catalogue.deployments().renew(call.function());
    call.record("%d closed".formatted(closed));
    call.answer(202, new ClosedDocument(closed));
  }
}
