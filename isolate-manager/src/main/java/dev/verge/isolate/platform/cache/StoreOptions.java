package dev.verge.isolate.platform.cache;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How an object is stored.
 *
 * @param vary which of the request's headers it depends on
 * @param surrogateKeys under which it can be purged; as {@link SurrogateKeys#parse} gives them, in
 *     their order
 * @param length of its bytes, when known beforehand; an object of another length is broken
 * @param metadata beside its bytes
 * @param sensitive whether it is personal; objects are only ever in memory, so nothing changes
 */
public record StoreOptions(
    Lifetime lifetime,
    VaryRule vary,
    Set<String> surrogateKeys,
    OptionalLong length,
    Metadata metadata,
    boolean sensitive) {

  public StoreOptions {
    surrogateKeys = Collections.unmodifiableSet(new LinkedHashSet<>(surrogateKeys));
  }

  /** The same for all requests, and nothing beside its bytes. */
  public static StoreOptions of(Lifetime lifetime) {
    return new StoreOptions(
        lifetime, VaryRule.NONE, Set.of(), OptionalLong.empty(), UserMetadata.NONE, false);
  }

  long weight() {
    long keys = surrogateKeys.stream().mapToLong(key -> key.length() + 64L).sum();
    return metadata.weight() + keys + vary.text().length();
  }
}
