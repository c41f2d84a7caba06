package dev.verge.deploy.access;

import dev.verge.deploy.problem.ProblemException;
import java.util.Optional;

/** Who may use an endpoint. */
public sealed interface Access {
  /**
   * Checks a caller.
   *
   * @param tenant whose things are asked for, by the path
   * @throws ProblemException when the caller may not
   */
  void check(Caller caller, Optional<String> tenant);

  /** As {@link OfTenant}. */
  static Access tenant(Scope scope) {
    return new OfTenant(scope);
  }

  /** As {@link OfOwn}. */
  static Access own(Scope scope) {
    return new OfOwn(scope);
  }

  /** As {@link OfPlatform}. */
  static Access platform(Scope scope) {
    return new OfPlatform(scope);
  }

  /**
   * The path names a tenant: the token is for that one or for all, which is decided without looking
   * whether there is such a tenant.
   *
   * @param scope what the token must allow
   */
  record OfTenant(Scope scope) implements Access {
    @Override
    public void check(Caller caller, Optional<String> tenant) {
      caller.requireTenant(
          tenant.orElseThrow(() -> new IllegalStateException("The path names no tenant.")));
      caller.require(scope);
    }
  }

  /**
   * The path names no tenant: the endpoint itself shows a caller only what {@link Caller#sees} it
   * may see.
   *
   * @param scope what the token must allow
   */
  record OfOwn(Scope scope) implements Access {
    @Override
    public void check(Caller caller, Optional<String> tenant) {
      caller.require(scope);
    }
  }

  /**
   * Whatever the path names, the token is for all tenants.
   *
   * @param scope what the token must allow
   */
  record OfPlatform(Scope scope) implements Access {
    @Override
    public void check(Caller caller, Optional<String> tenant) {
      caller.requireAllTenants();
      caller.require(scope);
    }
  }
}
