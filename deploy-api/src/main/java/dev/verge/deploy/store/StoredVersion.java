package dev.verge.deploy.store;

import dev.verge.deploy.audit.Actor;
import dev.verge.deploy.manifest.Manifest;
import dev.verge.isolate.VersionId;
import java.time.Instant;
import java.util.Optional;

/**
 * A version as it is kept.
 *
 * @param id which one
 * @param created when it was stored, to the millisecond
 * @param module its binary
 * @param assets its archive of assets, a ZIP file
 * @param manifest its settings
 * @param note what its author says about it; may be empty
 * @param by who made it; not known of those that are older than this
 */
public record StoredVersion(
    VersionId id,
    Instant created,
    Blob module,
    Optional<Blob> assets,
    Manifest manifest,
    String note,
    Optional<Actor> by) {}
