/**
 * Caching of HTTP responses as RFC 9111 says, with what Fastly documents where it leaves a choice,
 * over {@code platform.cache}. Knows no ABI.
 *
 * <p>{@link dev.verge.isolate.platform.httpcache.HttpCaches} gives the steps one by one, for guests
 * that decide between them; {@link dev.verge.isolate.platform.httpcache.ReadThrough} takes all of
 * them itself. What may be stored, and for how long, is in {@code StorageRules}; how a stored
 * response answers a client's conditions and ranges, in {@code ClientView}.
 */
package dev.verge.isolate.platform.httpcache;
