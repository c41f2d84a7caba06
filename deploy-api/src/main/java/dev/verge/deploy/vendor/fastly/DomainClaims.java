package dev.verge.deploy.vendor.fastly;

import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.Claims;
import dev.verge.deploy.store.HostnameTakenException;
import dev.verge.deploy.store.Store;
import dev.verge.isolate.FunctionId;
import java.util.List;

/**
 * Which domains a service may have.
 *
 * @param rules for hostnames
 * @param store knows which are claimed
 */
record DomainClaims(HostnameRules rules, Store store) {
  /**
   * A hostname in canonical form.
   *
   * @throws ProblemException when the function cannot have it
   */
  String claimable(FunctionId function, String name) {
    if (isOwn(function, name)) {
      return rules.ownName(function);
    }
    String hostname = rules.claims(function, List.of(name)).getFirst();
    try {
      store.check(function, new Claims(rules, List.of(hostname)));
    } catch (HostnameTakenException e) {
      throw taken(hostname, owner(function, e.owner()));
    }
    return hostname;
  }

  /** Whether a function always answers under a name, whatever its versions have. */
  boolean isOwn(FunctionId function, String name) {
    return rules.ownName(function).equalsIgnoreCase(name);
  }

  /** The problem of a domain that somebody has. */
  static ProblemException taken(String name, String by) {
    return new ProblemException(
        ProblemType.INVALID_FIELD, "Domain '%s' is already taken by %s.".formatted(name, by));
  }

  /** Another tenant's names are nobody else's business. */
  private static String owner(FunctionId function, FunctionId owner) {
    return owner.tenant().equals(function.tenant())
        ? "your function %1$s. Delete the versions of it that have it: ./verge delete %1$s --version N"
            .formatted(owner.name())
        : "another customer";
  }
}
