package dev.verge.deploy.store;

import dev.verge.deploy.audit.Actor;
import java.time.Instant;
import java.util.Optional;

/**
 * An access token as it is kept: everything but the token itself.
 *
 * @param id what it is called by
 * @param sha256 of the token, in lower-case hexadecimal
 * @param name what its maker called it
 * @param tenant whose things it is for; empty for those of all tenants
 * @param scope the label of what it allows
 * @param created when it was made, to the millisecond
 * @param by who made it
 * @param lastUsed when it was last presented, some minutes late at worst
 */
public record StoredToken(
    String id,
    String sha256,
    String name,
    Optional<String> tenant,
    String scope,
    Instant created,
    Actor by,
    Optional<Instant> lastUsed) {}
