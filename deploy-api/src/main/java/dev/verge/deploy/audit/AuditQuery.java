package dev.verge.deploy.audit;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which part of the audit log is wanted, newest first.
 *
 * @param tenant only entries about this tenant's things
 * @param ofPresentTenant whether only of the tenant that has that name now, and not of one that was
 *     deleted and had it before
 * @param token only entries about what the {@link Actor} of this id did
 * @param since only entries of this moment or later ones
 * @param before only entries older than the one of this id
 * @param limit how many at most
 */
public record AuditQuery(
    Optional<String> tenant,
    boolean ofPresentTenant,
    Optional<String> token,
    Optional<Instant> since,
    OptionalLong before,
    int limit) {}
