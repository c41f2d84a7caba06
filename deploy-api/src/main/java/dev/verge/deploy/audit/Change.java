package dev.verge.deploy.audit;

import dev.verge.isolate.FunctionId;
import java.util.Optional;

/**
 * What somebody does.
 *
 * @param by who
 * @param action what
 * @param tenant whose things it is done to; empty for those of the platform
 * @param function the function that it is done to, without its tenant
 * @param detail what else there is to know; never a secret, at most {@value #MOST_DETAIL}
 *     characters, of which what is beyond is left out
 */
public record Change(
    Actor by,
    AuditAction action,
    Optional<String> tenant,
    Optional<String> function,
    String detail) {
  private static final int MOST_DETAIL = 1000;

  public Change {
    detail = detail.length() > MOST_DETAIL ? detail.substring(0, MOST_DETAIL) + "…" : detail;
  }

  /** Something done to the platform. */
  public static Change of(Actor by, AuditAction action) {
    return new Change(by, action, Optional.empty(), Optional.empty(), "");
  }

  /** Something that the platform does to a function by itself. */
  public static Change ofPlatform(AuditAction action, FunctionId function, String detail) {
    return new Change(
        Actor.PLATFORM,
        action,
        Optional.of(function.tenant()),
        Optional.of(function.name()),
        detail);
  }

  /** The same, done to a tenant's things. */
  public Change in(String other) {
    return new Change(by, action, Optional.of(other), function, detail);
  }

  /** Another thing that is done on the way, to the same function. */
  public Change as(AuditAction other) {
    return new Change(by, other, tenant, function, detail);
  }

  /** The same with other details. */
  public Change with(String other) {
    return new Change(by, action, tenant, function, other);
  }
}
