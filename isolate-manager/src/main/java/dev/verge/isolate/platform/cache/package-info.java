/**
 * One cache per tenant, bounded by bytes: objects with metadata, variants, request collapsing,
 * staleness and purging by surrogate key. Knows no HTTP message, no ABI.
 *
 * <p>{@link dev.verge.isolate.platform.cache.Caches} gives a {@link
 * dev.verge.isolate.platform.cache.TenantCache}; a lookup that takes part in request collapsing
 * gives a {@link dev.verge.isolate.platform.cache.Transaction}, which may carry the obligation to
 * fetch. Objects are read while they are written; a reader keeps the bytes it reads, within a share
 * of the tenant's bytes, whatever is evicted or purged meanwhile.
 */
package dev.verge.isolate.platform.cache;
