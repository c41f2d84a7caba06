package dev.verge.deploy.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.isolate.platform.cache.CacheException;
import dev.verge.isolate.platform.cache.Caches;
import dev.verge.isolate.platform.cache.SurrogateKeys;
import dev.verge.isolate.platform.cache.TenantCache;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Takes objects out of a tenant's cache. */
final class PurgeEndpoint {
  private static final int MAX_BYTES = 64 << 10;
  private static final String SHAPE =
      "{\"surrogate_keys\":[\"a\"],\"soft\":false} or {\"all\":true}";

  private final Caches caches;

  PurgeEndpoint(Caches caches) {
    this.caches = caches;
  }

  /**
   * What a client wants purged.
   *
   * @param soft whether objects only become stale
   */
  private record Purge(
      @JsonProperty("surrogate_keys") Optional<List<String>> surrogateKeys,
      Optional<Boolean> all,
      Optional<Boolean> soft) {
    boolean isComplete() {
      return surrogateKeys.isPresent() != all.orElse(false)
          && surrogateKeys.stream().flatMap(List::stream).noneMatch(Objects::isNull);
    }
  }

  private record Purged(int purged) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post(
            "/v1/tenants/{tenant}/purge",
            Access.tenant(Scope.DEPLOY),
            AuditAction.CACHE_PURGE,
            this::purge));
  }

  private void purge(Call call) throws IOException {
    String tenant = call.tenant();
    Purge purge = call.json(MAX_BYTES, Purge.class, SHAPE);
    if (!purge.isComplete()) {
      throw new ProblemException(
          ProblemType.MALFORMED_JSON, "The body is not a JSON document like %s.".formatted(SHAPE));
    }
    boolean soft = purge.soft().orElse(false);
    Set<String> keys = keys(purge.surrogateKeys().orElse(List.of()));
    TenantCache cache = caches.of(tenant);
    int purged =
        purge.surrogateKeys().isEmpty()
            ? cache.purgeAll(soft)
            : keys.stream().mapToInt(key -> cache.purge(key, soft)).sum();
    call.record(
        "%s%s, %d objects"
            .formatted(
                keys.isEmpty() ? "all" : "keys " + new TreeSet<>(keys),
                soft ? ", soft" : "",
                purged));
    call.answer(200, new Purged(purged));
  }

  private static Set<String> keys(List<String> texts) {
    Set<String> keys = new HashSet<>();
    for (String text : texts) {
      try {
        if (!SurrogateKeys.parse(text).equals(Set.of(text))) {
          throw refused("A surrogate key is not empty and has no spaces.");
        }
      } catch (CacheException e) {
        throw refused("A surrogate key breaks the rules: " + e.getMessage());
      }
      keys.add(text);
    }
    return keys;
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(ProblemType.INVALID_SURROGATE_KEY, detail);
  }
}
