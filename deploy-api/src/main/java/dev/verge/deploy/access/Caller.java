package dev.verge.deploy.access;

import dev.verge.deploy.audit.Actor;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import java.util.Optional;

/**
 * Who presents a token.
 *
 * @param actor as the audit log calls them
 * @param scope what the token allows
 * @param tenant whose things it is for; empty for those of all tenants
 */
public record Caller(Actor actor, Scope scope, Optional<String> tenant) {
  /** Who has the root token. */
  static final Caller ROOT = new Caller(Actor.ROOT, Scope.ADMIN, Optional.empty());

  /** Whether a tenant's things are this caller's business. */
  public boolean sees(String other) {
    return tenant.isEmpty() || tenant.get().equals(other);
  }

  /** Whether a tenant comes to be when this caller puts something into it. */
  public boolean makesTenants() {
    return tenant.isEmpty() && scope == Scope.ADMIN;
  }

  /**
   * Checks what the token allows.
   *
   * @throws ProblemException when that is less
   */
  public void require(Scope needed) {
    if (!scope.includes(needed)) {
      throw new ProblemException(
          ProblemType.FORBIDDEN,
          "This needs a token with the scope %s; the one presented has %s."
              .formatted(needed.label(), scope.label()));
    }
  }

  /**
   * Checks that a tenant is this caller's business.
   *
   * @throws ProblemException when it is not, whether there is such a tenant or not
   */
  public void requireTenant(String other) {
    if (!sees(other)) {
      throw new ProblemException(
          ProblemType.FORBIDDEN, "The token is for another tenant than the one that is asked for.");
    }
  }

  /**
   * Checks that the token is for all tenants.
   *
   * @throws ProblemException when it is for one
   */
  public void requireAllTenants() {
    if (tenant.isPresent()) {
      throw new ProblemException(
          ProblemType.FORBIDDEN, "This needs a token that is for all tenants.");
    }
  }
}
