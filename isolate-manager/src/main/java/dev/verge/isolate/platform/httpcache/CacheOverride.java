package dev.verge.isolate.platform.httpcache;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a request says about the caching of its response.
 *
 * @param pass neither look up nor store
 * @param ttl how long it stays fresh, whatever its own headers say
 * @param staleWhileRevalidate how long after that it may be used while a fresh one is fetched
 * @param surrogateKeys by which it can be purged, beside its own
 * @param pci whether it is to be treated as sensitive
 */
public record CacheOverride(
    boolean pass,
    Optional<Duration> ttl,
    Optional<Duration> staleWhileRevalidate,
    List<String> surrogateKeys,
    boolean pci) {
  /** The response's own headers decide. */
  public static final CacheOverride NONE =
      new CacheOverride(false, Optional.empty(), Optional.empty(), List.of(), false);

  public CacheOverride {
    surrogateKeys = List.copyOf(surrogateKeys);
  }
}
