package dev.verge.isolate.pool;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.engine.Isolate;
import dev.verge.isolate.template.Template;
import java.time.Duration;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Isolates that wait for a request. Caffeine decides which stay: by weight in bytes and by idle
 * time; what it evicts is closed. Safe on any thread.
 *
 * <p>An isolate is here or with a request, never both: whoever removes it from the cache has it.
 */
final class IdleIsolates {
  /**
   * What an idle isolate weighs beside its memory, in bytes: a context, its import objects and its
   * place in this cache; 10 to 40 KB were seen.
   */
  private static final int CONTEXT_BYTES = 64 * 1024;

  /**
   * An isolate whose memory grew to more is not kept: making another context costs less than
   * holding what one request needed.
   */
  private static final long MOST_GROWN_BYTES = 16L << 20;

  private final Cache<Isolate, Idle> cache;
  private final ConcurrentHashMap<VersionId, Deque<Isolate>> byVersion = new ConcurrentHashMap<>();

  IdleIsolates(long mostBytes, Duration expiry) {
    cache =
        Caffeine.newBuilder()
            .maximumWeight(mostBytes)
            .weigher((Isolate isolate, Idle idle) -> idle.weight())
            .expireAfterWrite(expiry)
            .scheduler(Scheduler.systemScheduler())
            .executor(task -> Thread.ofVirtual().name("verge-eviction").start(task))
            .removalListener(this::removed)
            .recordStats()
            .build();
  }

  /** An idle isolate of the template, the one used last; it is the caller's now. */
  Optional<Isolate> take(Template template) {
    Deque<Isolate> idle = byVersion.get(template.version());
    if (idle == null) {
      return Optional.empty();
    }
    for (Isolate isolate = idle.pollFirst(); isolate != null; isolate = idle.pollFirst()) {
      // A template that was made anew for the same version (after a restart of the store, say) is
      // another one; its isolates are not this one's.
      Idle taken = cache.asMap().get(isolate);
      if (taken != null && taken.template() == template && cache.asMap().remove(isolate, taken)) {
        return Optional.of(isolate);
      }
    }
    return Optional.empty();
  }

  /**
   * Gives an isolate back; the caller must not use it any more.
   *
   * @param memoryBytes linear memory of its last instance, which the engine holds until the next
   *     one is made
   */
  void put(Template template, Isolate isolate, long memoryBytes) {
    if (memoryBytes > Math.max(template.initialMemoryBytes(), MOST_GROWN_BYTES)) {
      isolate.close();
      return;
    }
    isolate.reset();
    cache.put(isolate, new Idle(template, (int) (CONTEXT_BYTES + memoryBytes)));
    byVersion.compute(
        template.version(),
        (ignored, idle) -> {
          Deque<Isolate> deque = idle == null ? new ConcurrentLinkedDeque<>() : idle;
          deque.addFirst(isolate);
          return deque;
        });
  }

  /** Closes every idle isolate of a function, whatever its version. */
  int evict(FunctionId function) {
    int closed = 0;
    for (Map.Entry<Isolate, Idle> entry : cache.asMap().entrySet()) {
      Idle idle = entry.getValue();
      if (idle.template().version().function().equals(function)
          && cache.asMap().remove(entry.getKey(), idle)) {
        forget(entry.getKey(), idle.template());
        entry.getKey().close();
        closed++;
      }
    }
    return closed;
  }

  Map<FunctionId, Integer> counts() {
    Map<FunctionId, Integer> counts = new HashMap<>();
    cache
        .asMap()
        .values()
        .forEach(idle -> counts.merge(idle.template().version().function(), 1, Integer::sum));
    return counts;
  }

  long bytes() {
    return cache.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }

  long evictions() {
    return cache.stats().evictionCount();
  }

  void closeAll() {
    for (Isolate isolate : cache.asMap().keySet()) {
      if (cache.asMap().remove(isolate) != null) {
        isolate.close();
      }
    }
    byVersion.clear();
  }

  /**
   * Called for every removal, on a thread of its own; what was taken or closed by hand is not ours.
   */
  private void removed(Isolate isolate, Idle idle, RemovalCause cause) {
    if (cause.wasEvicted()) {
      forget(isolate, idle.template());
      isolate.close();
    }
  }

  private void forget(Isolate isolate, Template template) {
    byVersion.computeIfPresent(
        template.version(),
        (ignored, idle) -> {
          idle.removeLastOccurrence(isolate);
          return idle.isEmpty() ? null : idle;
        });
  }

  /** What an idle isolate makes instances of, and what it weighs in bytes. */
  private record Idle(Template template, int weight) {}
}
