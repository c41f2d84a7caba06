package dev.verge.isolate.platform.live;

import java.time.Instant;

/**
 * A live store, as its owner sees it.
 *
 * @param name unique within the tenant, among stores of its kind
 * @param items how many it has
 * @param bytes of keys and values together, in UTF-8
 * @param generation another after every change, of this platform's live stores never the same twice
 * @param created when it came to be
 * @param updated when it was changed last
 */
public record LiveStoreSummary(
    String name, long items, long bytes, long generation, Instant created, Instant updated) {}
