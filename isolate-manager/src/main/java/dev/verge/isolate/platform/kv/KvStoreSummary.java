package dev.verge.isolate.platform.kv;

/**
 * A store, as its owner sees it.
 *
 * @param name unique within the tenant
 * @param entries how many keys it has; those that expired are counted until they are removed
 * @param bytes of keys, values and metadata together
 */
public record KvStoreSummary(String name, long entries, long bytes) {}
