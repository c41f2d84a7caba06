package dev.verge.isolate.pool;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.template.Template;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many requests of each version are being served. Safe on any thread.
 *
 * <p>Versions of one function are counted apart, and previews apart from what is deployed: a canary
 * that hangs, a version that was taken back with its requests still stuck, or a stranger who asks a
 * preview must not use up what the deployed version may have.
 */
final class InFlight {
  private final ConcurrentHashMap<Key, Integer> counts = new ConcurrentHashMap<>();

  private record Key(VersionId version, boolean preview) {
    static Key of(Template template) {
      return new Key(template.version(), !template.pooled());
    }
  }

  /** Counts one more, unless the version has its limit already. */
  boolean enter(Template template, int limit) {
    if (counts.merge(Key.of(template), 1, Integer::sum) <= limit) {
      return true;
    }
    leave(template);
    return false;
  }

  void leave(Template template) {
    counts.computeIfPresent(Key.of(template), (ignored, count) -> count == 1 ? null : count - 1);
  }

  /** Whether any is. */
  boolean any() {
    return !counts.isEmpty();
  }

  /** Of each function, those of all its versions. */
  Map<FunctionId, Integer> snapshot() {
    Map<FunctionId, Integer> functions = new HashMap<>();
    counts.forEach((key, count) -> functions.merge(key.version().function(), count, Integer::sum));
    return functions;
  }
}
