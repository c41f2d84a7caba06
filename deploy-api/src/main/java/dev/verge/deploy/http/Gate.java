package dev.verge.deploy.http;

import dev.verge.deploy.access.AdminHosts;
import dev.verge.deploy.access.Caller;
import dev.verge.deploy.access.Tokens;
import dev.verge.deploy.problem.ProblemType;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lets in who may ask for what is under {@code /v1/}, and what speaks a {@link Dialect}. On the
 * event loop; nothing blocks.
 */
final class Gate {
  private static final String BEARER = "Bearer ";
  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final AdminHosts hosts;
  private final Tokens tokens;

  Gate(AdminHosts hosts, Tokens tokens) {
    this.hosts = hosts;
    this.tokens = tokens;
  }

  /**
   * Refuses what a browser sends on behalf of a page from elsewhere. Tokens are never sent by a
   * browser itself, so this stands in the way of a page that has got hold of one, and of guessing.
   */
  void checkOrigin(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    List<String> named = request.headers().getAll(HttpHeaders.HOST);
    if (named.size() != 1 || !hosts.accepts(named.getFirst())) {
      ControlServer.refuse(
          routing,
          ProblemType.MISDIRECTED_REQUEST,
          "The control plane is asked by its address, as localhost, or by a name that the setting admin_hosts has.");
    } else if (!SAFE.contains(request.method())
        && !request.headers().getAll(HttpHeaders.ORIGIN).stream()
            .allMatch(origin -> AdminHosts.isOwn(origin, named.getFirst()))) {
      ControlServer.refuse(
          routing,
          ProblemType.FOREIGN_ORIGIN,
          "Pages of other sites cannot change anything here. Send the request without Origin, from outside a browser.");
    } else {
      routing.next();
    }
  }

  /** Refuses who has no token that holds. */
  void authorize(RoutingContext routing) {
    Call call = ControlServer.call(routing);
    Optional<String> presented =
        call.dialect()
            .map(dialect -> call.header(dialect.tokenField()))
            .orElseGet(() -> bearer(call));
    Optional<Caller> caller = presented.flatMap(tokens::caller);
    if (caller.isPresent()) {
      call.admit(caller.get(), () -> tokens.holds(caller.get()));
      routing.next();
      return;
    }
    // RFC 6750, section 3
    call.challenge(
        presented.isPresent()
            ? "Bearer realm=\"verge\", error=\"invalid_token\""
            : "Bearer realm=\"verge\"");
    ControlServer.refuse(
        routing,
        ProblemType.UNAUTHORIZED,
        "Send an access token that is not revoked as %s. The root token is in the file root-token of the platform's home directory."
            .formatted(call.dialect().map(Dialect::tokenField).orElse("Authorization: Bearer")));
  }

  private static Optional<String> bearer(Call call) {
    return call.header(HttpHeaders.AUTHORIZATION)
        .filter(text -> text.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(text -> text.substring(BEARER.length()).strip());
  }
}
