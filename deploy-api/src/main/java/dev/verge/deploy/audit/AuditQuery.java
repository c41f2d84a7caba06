package dev.verge.deploy.audit;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which part of the audit log is wanted, newest first.
 *
 * @param tenant only entries about this tenant's things
 * @param before only entries older than the one of this id
 * @param limit how many at most
 */
public record AuditQuery(Optional<String> tenant, OptionalLong before, int limit) {}
