package dev.verge.deploy.vendor.fastly;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Caller;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.access.Tokens;
import dev.verge.deploy.http.Call;
import dev.verge.deploy.http.Endpoint;
import dev.verge.deploy.store.StoredService;
import dev.verge.deploy.store.StoredToken;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who a token is: the tenant is Fastly's customer, the token its user, too. */
final class IdentityEndpoints {
  private final FastlyServices services;
  private final Tokens tokens;

  IdentityEndpoints(FastlyServices services, Tokens tokens) {
    this.services = services;
    this.tokens = tokens;
  }

  private record Customer(String id, String name) implements Document {}

  private record User(String id, String name, String login, String customerId, String role)
      implements Document {}

  private record TokenDocument(
      String id,
      String name,
      String userId,
      String scope,
      List<String> services,
      Optional<String> createdAt,
      Optional<String> lastUsedAt)
      implements Document {}

  private record Identity(
      Customer customer, User user, Map<String, String> services, TokenDocument token)
      implements Document {}

  List<Endpoint> endpoints() {
    Access read = Access.own(Scope.READ);
    return List.of(
        Endpoint.get(FastlyDialect.ROOT + "/verify", read, this::verify),
        Endpoint.get(
            FastlyDialect.ROOT + "/tokens/self",
            read,
            call -> call.answer(200, token(call.caller()))),
        Endpoint.get(
            FastlyDialect.ROOT + "/current_user",
            read,
            call -> call.answer(200, user(call.caller()))));
  }

  private void verify(Call call) {
    Caller caller = call.caller();
    String tenant = Tenancy.of(caller);
    call.answer(
        200,
        new Identity(
            new Customer(ServiceDocuments.customer(tenant), tenant),
            user(caller),
            services.list(tenant).stream()
                .collect(Collectors.toMap(StoredService::id, StoredService::name)),
            token(caller)));
  }

  private static User user(Caller caller) {
    String tenant = Tenancy.of(caller);
    return new User(
        userId(caller),
        caller.actor().name(),
        "%s@%s".formatted(caller.actor().name(), tenant),
        ServiceDocuments.customer(tenant),
        caller.scope().label());
  }

  private TokenDocument token(Caller caller) {
    Optional<StoredToken> stored =
        tokens.list(caller).stream()
            .filter(token -> token.id().equals(caller.actor().id()))
            .findFirst();
    return new TokenDocument(
        caller.actor().id(),
        caller.actor().name(),
        userId(caller),
        caller.scope() == Scope.READ ? "global:read" : "global",
        List.of(),
        stored.map(StoredToken::created).map(Document::time),
        stored.flatMap(StoredToken::lastUsed).map(Document::time));
  }

  private static String userId(Caller caller) {
    return Ids.of("user", caller.actor().id());
  }
}
