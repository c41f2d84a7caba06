package dev.verge.isolate.platform.cache;

import dev.verge.isolate.platform.http.HeaderFields;

/**
 * What is looked up.
 *
 * @param request headers that tell variants apart; not changed afterwards by anyone
 * @param unusableToo whether objects that are too stale to be used are found as well, to be
 *     revalidated
 */
public record Lookup(CacheKey key, HeaderFields request, boolean unusableToo) {
  /** Of objects that may be used. */
  public static Lookup of(CacheKey key, HeaderFields request) {
    return new Lookup(key, request, false);
  }
}
