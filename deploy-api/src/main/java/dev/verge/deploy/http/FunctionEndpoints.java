package dev.verge.deploy.http;

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
    return List.of(
        Endpoint.get("/v1/functions", call -> list(call, catalogue.functions())),
        Endpoint.get(
            "/v1/tenants/{tenant}/functions",
            call -> list(call, catalogue.functions(call.parameter("tenant")))),
        Endpoint.get(FUNCTION, this::show),
        Endpoint.delete(FUNCTION, this::delete),
        Endpoint.delete(FUNCTION + "/isolates", this::evict),
        Endpoint.post(FUNCTION + "/isolates", this::renew));
  }

  private void list(Call call, List<StoredFunction> functions) {
    call.answer(
        200,
        new FunctionList(
            functions.stream()
                .map(function -> documents.function(function, catalogue.deployment(function.id())))
                .toList()));
  }

  private void show(Call call) {
    StoredFunction function = catalogue.function(call.function());
    call.answer(200, documents.function(function, catalogue.deployment(function.id())));
  }

  private void delete(Call call) {
    catalogue.delete(call.function());
    call.done();
  }

  private void evict(Call call) {
    call.answer(200, new ClosedDocument(catalogue.evict(call.function())));
  }

  private void renew(Call call) {
    call.answer(202, new ClosedDocument(catalogue.renew(call.function())));
  }
}
