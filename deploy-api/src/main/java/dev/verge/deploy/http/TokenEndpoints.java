package dev.verge.deploy.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.access.Tokens;
import dev.verge.deploy.audit.Actor;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.StoredToken;
import dev.verge.isolate.FunctionId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Access tokens: made, listed, revoked. What a token is, is told once. */
final class TokenEndpoints {
  private static final String TOKENS = "/v1/tokens";
  private static final int MAX_BYTES = 4 << 10;
  private static final String SHAPE =
      "{\"name\":\"ci\",\"scope\":\"deploy\",\"tenant\":\"demo\"}, where the scope is read, deploy or admin, and the tenant may be left out";

  private final Tokens tokens;

  TokenEndpoints(Tokens tokens) {
    this.tokens = tokens;
  }

  private record Wanted(String name, String scope, Optional<String> tenant) {}

  private record TokenList(List<TokenDocument> tokens) {}

  private record MadeDocument(String token, @JsonUnwrapped TokenDocument document) {}

  private record TokenDocument(
      String id,
      String name,
      Optional<String> tenant,
      String scope,
      @JsonSerialize(using = ToStringSerializer.class) Instant created,
      @JsonProperty("created_by") Actor createdBy,
      @JsonProperty("last_used") Optional<String> lastUsed) {
    static TokenDocument of(StoredToken token) {
      return new TokenDocument(
          token.id(),
          token.name(),
          token.tenant(),
          token.scope(),
          token.created(),
          token.by(),
          token.lastUsed().map(Instant::toString));
    }
  }

  List<Endpoint> endpoints() {
    Access admin = Access.own(Scope.ADMIN);
    return List.of(
        Endpoint.get(TOKENS, admin, this::list),
        Endpoint.post(TOKENS, admin, AuditAction.TOKEN_CREATE, this::make),
        Endpoint.delete(TOKENS + "/{token}", admin, AuditAction.TOKEN_REVOKE, this::revoke));
  }

  private void list(Call call) {
    Optional<String> tenant = call.query("tenant");
    tenant.ifPresent(call.caller()::requireTenant);
    call.answer(
        200,
        new TokenList(
            tokens.list(call.caller()).stream()
                .filter(token -> tenant.isEmpty() || token.tenant().equals(tenant))
                .map(TokenDocument::of)
                .toList()));
  }

  private void make(Call call) throws IOException {
    Wanted wanted = call.json(MAX_BYTES, Wanted.class, SHAPE);
    Optional<Scope> scope = Optional.ofNullable(wanted.scope()).flatMap(Scope::of);
    if (wanted.name() == null || scope.isEmpty()) {
      throw new ProblemException(
          ProblemType.MALFORMED_JSON, "The body is not a JSON document like %s.".formatted(SHAPE));
    }
    Tokens.Made made =
        tokens.make(
            call.caller(),
            wanted.name(),
            scope.get(),
            wanted.tenant().map(name -> new FunctionId(name, "any").tenant()),
            call.change());
    call.header("Cache-Control", "no-store");
    call.answer(201, new MadeDocument(made.secret(), TokenDocument.of(made.token())));
  }

  private void revoke(Call call) {
    tokens.revoke(call.caller(), call.parameter("token"), call.change());
    call.done();
  }
}
