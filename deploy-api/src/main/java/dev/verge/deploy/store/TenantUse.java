package dev.verge.deploy.store;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How much a tenant has.
 *
 * @param functions how many functions
 * @param versions of all of them
 * @param storedBytes modules, assets and manifests of all versions together, in bytes; equal files
 *     count once, manifests each
 */
public record TenantUse(
    int functions, int versions, @JsonProperty("stored_bytes") long storedBytes) {}
