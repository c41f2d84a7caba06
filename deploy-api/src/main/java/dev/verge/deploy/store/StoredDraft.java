package dev.verge.deploy.store;

import java.util.Optional;

/**
 * A version of a service with all that it holds.
 *
 * @param version what is known of it
 * @param manifest as JSON, its private keys sealed
 * @param about the package that its module came in, as JSON
 */
public record StoredDraft(StoredServiceVersion version, String manifest, Optional<String> about) {}
