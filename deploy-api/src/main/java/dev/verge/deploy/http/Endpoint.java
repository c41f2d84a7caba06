package dev.verge.deploy.http;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.audit.AuditAction;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;

/**
 * One method on one path.
 *
 * @param method {@code GET} brings {@code HEAD} along
 * @param path with parameters in braces, as OpenAPI writes them
 * @param access who may use it; empty for anybody, which nothing under {@code /v1/} and of a {@link
 *     Dialect} is for
 * @param changes what the audit log calls it; empty when it only looks, which is all that {@code
 *     GET} does
 * @param action what it does
 */
public record Endpoint(
    HttpMethod method,
    String path,
    Optional<Access> access,
    Optional<AuditAction> changes,
    Action action) {
  private static final String TENANT = "{tenant}";

  /**
   * @throws IllegalArgumentException when the path and the access do not go together, or the method
   *     and the change
   */
  public Endpoint {
    boolean fits =
        access
            .map(
                needed ->
                    switch (needed) {
                      case Access.OfTenant _ -> path.contains(TENANT);
                      case Access.OfOwn _ -> !path.contains(TENANT);
                      case Access.OfPlatform _ -> true;
                    })
            .orElse(changes.isEmpty());
    if (!fits || (changes.isPresent() && method.equals(HttpMethod.GET))) {
      throw new IllegalArgumentException(
          "%s %s cannot be for %s and change %s.".formatted(method, path, access, changes));
    }
  }

  /** Something that anybody may look at. */
  static Endpoint open(String path, Action action) {
    return new Endpoint(HttpMethod.GET, path, Optional.empty(), Optional.empty(), action);
  }

  public static Endpoint get(String path, Access access, Action action) {
    return new Endpoint(HttpMethod.GET, path, Optional.of(access), Optional.empty(), action);
  }

  public static Endpoint put(String path, Access access, AuditAction changes, Action action) {
    return changing(HttpMethod.PUT, path, access, changes, action);
  }

  public static Endpoint post(String path, Access access, AuditAction changes, Action action) {
    return changing(HttpMethod.POST, path, access, changes, action);
  }

  public static Endpoint delete(String path, Access access, AuditAction changes, Action action) {
    return changing(HttpMethod.DELETE, path, access, changes, action);
  }

  public static Endpoint patch(String path, Access access, AuditAction changes, Action action) {
    return changing(HttpMethod.PATCH, path, access, changes, action);
  }

  /** Something that is asked for with {@code POST} though nothing durable changes. */
  public static Endpoint ask(String path, Access access, Action action) {
    return new Endpoint(HttpMethod.POST, path, Optional.of(access), Optional.empty(), action);
  }

  private static Endpoint changing(
      HttpMethod method, String path, Access access, AuditAction changes, Action action) {
    return new Endpoint(method, path, Optional.of(access), Optional.of(changes), action);
  }

  /** The same endpoint with another action. */
  public Endpoint with(Action other) {
    return new Endpoint(method, path, access, changes, other);
  }

  /** The path as Vert.x Web writes it. */
  String pattern() {
    return path.replaceAll("\\{(\\w+)}", ":$1");
  }
}
