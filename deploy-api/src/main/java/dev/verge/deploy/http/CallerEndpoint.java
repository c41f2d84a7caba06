package dev.verge.deploy.http;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Caller;
import dev.verge.deploy.access.Scope;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Optional;

/** What the token that is presented allows, for who would offer no more than that. */
final class CallerEndpoint {
  private record CallerDocument(String id, String name, String scope, Optional<String> tenant) {}

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/v1/token", Access.own(Scope.READ), CallerEndpoint::show));
  }

  private static void show(Call call) {
    Caller caller = call.caller();
    call.header(HttpHeaders.CACHE_CONTROL, "no-store");
    call.answer(
        200,
        new CallerDocument(
            caller.actor().id(), caller.actor().name(), caller.scope().label(), caller.tenant()));
  }
}
