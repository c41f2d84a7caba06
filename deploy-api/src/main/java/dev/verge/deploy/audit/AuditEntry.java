package dev.verge.deploy.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * A line of the audit log.
 *
 * @param id later entries have larger ones
 * @param time when, to the millisecond
 * @param by who
 * @param tenant whose things it was done to
 * @param function the function that it was done to
 * @param action the {@link AuditAction#label} of what was done
 * @param detail what else there is to know
 * @param outcome the {@link Outcome#label} of how it ended
 */
public record AuditEntry(
    long id,
    Instant time,
    Actor by,
    Optional<String> tenant,
    Optional<String> function,
    String action,
    String detail,
    String outcome) {}
