/**
 * One cache per tenant, bounded by bytes: objects with request collapsing. Knows no HTTP, no ABI.
 */
package dev.verge.isolate.platform.cache;
