package dev.verge.deploy.store;

import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.isolate.FunctionId;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The hostnames that a version claims. A hostname belongs to one function at a time: to the one
 * whose own name it is, if that exists, else to the one with a stored version that claims it.
 *
 * @param rules which names are functions' own
 * @param hostnames those of the manifest, in canonical form, without the function's own
 */
public record Claims(HostnameRules rules, List<String> hostnames) {
  public Claims {
    hostnames = List.copyOf(hostnames);
  }

  /**
   * @throws HostnameTakenException when another function has one, or has the function's own name
   */
  void check(Handle handle, FunctionId function) {
    checkClaimed(handle, function, rules.ownName(function));
    for (String hostname : hostnames) {
      checkClaimed(handle, function, hostname);
      rules
          .ownerOf(hostname)
          .filter(owner -> !owner.equals(function) && Rows.exists(handle, owner))
          .ifPresent(
              owner -> {
                throw new HostnameTakenException(hostname, owner);
              });
    }
  }

  private static void checkClaimed(Handle handle, FunctionId function, String hostname) {
    Optional<FunctionId> other =
        Rows.bind(
                handle.createQuery(
                    """
                    SELECT tenant, function FROM hostnames
                    WHERE hostname = :hostname AND (tenant, function) <> (:tenant, :function)
                    LIMIT 1
                    """),
                function)
            .bind("hostname", hostname)
            .map((row, context) -> Rows.function(row))
            .findOne();
    other.ifPresent(
        owner -> {
          throw new HostnameTakenException(hostname, owner);
        });
  }
}
