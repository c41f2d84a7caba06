package dev.verge.isolate.pool;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.exchange.Start;
import dev.verge.isolate.template.Template;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Isolates that wait for a request, by function: used ones, and a reserve of such as were never
 * used. Caffeine decides which stay: by weight in bytes and by idle time; what it evicts is closed.
 * Safe on any thread.
 */
final class IdleIsolates {
  private static final Logger LOG = LoggerFactory.getLogger(IdleIsolates.class);

  /**
   * An isolate whose memory grew to more, and does not shrink, is not kept: making another context
   * costs less than holding what one request needed.
   */
  private static final long MOST_GROWN_BYTES = 16L << 20;

  /**
   * However little they weigh: each takes two mappings or more of the 65,530 that Linux gives a
   * process by default.
   */
  private static final int MOST_ISOLATES = 20_000;

  private final Upkeep upkeep = new Upkeep();
  private final Cache<PooledIsolate, Shelf> cache;

  /** Never an empty list; more than one only of versions that were activated together. */
  private final ConcurrentHashMap<FunctionId, List<Shelf>> shelves = new ConcurrentHashMap<>();

  private final Queue<PooledIsolate> evicted = new ConcurrentLinkedQueue<>();
  private final LivingIsolates living = new LivingIsolates();
  private final AtomicLong reserveBytes = new AtomicLong();
  private final Reserve reserve;
  private volatile IsolateTimes times = IsolateTimes.UNHEARD;

  IdleIsolates(IsolateSettings settings) {
    int leastWeight = (int) Math.min(Integer.MAX_VALUE, settings.idleBytes() / MOST_ISOLATES);
    cache =
        Caffeine.newBuilder()
            .maximumWeight(settings.idleBytes())
            .weigher(
                (PooledIsolate isolate, Shelf shelf) -> Math.max(leastWeight, isolate.weight()))
            .expireAfterWrite(settings.idleExpiry())
            .scheduler(Scheduler.systemScheduler())
            // What is to be done is little, and mostly done by threads whose client is served.
            .executor(Runnable::run)
            .evictionListener(
                (isolate, shelf, cause) -> {
                  evicted.add(isolate);
                  upkeep.add(() -> closeEvicted(1));
                })
            .recordStats()
            .build();
    long most = Math.min(settings.reserveBytes(), settings.idleBytes());
    reserve = new Reserve(upkeep, expected -> hasRoom(expected, most, settings.idleBytes()));
  }

  void tell(IsolateTimes listener) {
    times = listener;
    reserve.tell(listener);
  }

  /**
   * An isolate for a request, made if there is none.
   *
   * @throws dev.verge.isolate.engine.EngineRefusedException when it could not be made
   */
  Lease lease(Template template) {
    Shelf shelf = shelf(template);
    Optional<PooledIsolate> found = shelf.take(System.nanoTime());
    reserve.replenish(shelf);
    if (found.isPresent()) {
      long before = System.nanoTime();
      try {
        long nanos = makeReady(found.get()) ? System.nanoTime() - before : 0;
        Start.Kind kind = found.get().used() ? Start.Kind.WARM : Start.Kind.PREPARED;
        return new Lease(found.get(), kind, nanos);
      } catch (RuntimeException e) {
        LOG.error("An isolate of {} could not be reset; it is closed", template.version(), e);
        found.get().close();
      }
    }
    return new Lease(made(shelf), Start.Kind.COLD, 0);
  }

  /**
   * Takes an isolate back that its request has left. It is there for the next request at once, and
   * to be made ready with {@link #tidy} as soon as nobody waits for the caller.
   *
   * @param memoryBytes linear memory of its last instance
   * @return false when it is not kept and to be closed by {@link #discard}
   */
  boolean putBack(PooledIsolate isolate, long memoryBytes) {
    isolate.left(memoryBytes);
    long most = Math.max(isolate.shelf().template().initialMemoryBytes(), MOST_GROWN_BYTES);
    boolean affordable = isolate.isolate().shrinks() || memoryBytes <= most;
    return affordable && isolate.shelf().putBack(isolate);
  }

  /** Makes an isolate ready that was put back, unless a request has done so by now. */
  void tidy(PooledIsolate isolate) {
    try {
      makeReady(isolate);
      isolate.shelf().madeReady(isolate);
    } catch (RuntimeException e) {
      LOG.error(
          "An isolate of {} could not be reset; it is closed",
          isolate.shelf().template().version(),
          e);
      if (isolate.shelf().remove(isolate)) {
        isolate.close();
      }
    }
    // Whoever adds isolates faster than upkeep closes what had to go for them closes some as well.
    closeEvicted(2);
  }

  /** Closes an isolate whose request has left it, and which was not put back. */
  void discard(PooledIsolate isolate) {
    isolate.close();
    isolate.shelf().lost();
    reserve.replenish(isolate.shelf());
  }

  /**
   * The versions of a function that requests are expected for. Isolates of others go; those of a
   * version that was expected before stay.
   */
  void activate(FunctionId function, List<Template> expected) {
    List<Shelf> gone = new ArrayList<>();
    List<Shelf> now =
        shelves.compute(
            function,
            (_, known) -> {
              List<Shelf> before = known == null ? List.of() : known;
              List<Shelf> after =
                  expected.stream().map(template -> activated(before, template)).toList();
              gone.addAll(before);
              gone.removeAll(after);
              return after;
            });
    close(gone);
    for (Shelf shelf : now) {
      shelf.expectOne();
      reserve.replenish(shelf);
    }
  }

  private Shelf activated(List<Shelf> known, Template template) {
    return known.stream()
        .filter(shelf -> shelf.activated() && shelf.template() == template)
        .findFirst()
        .orElseGet(() -> newShelf(template, true));
  }

  /** No version of a function has requests any more. */
  void deactivate(FunctionId function) {
    List<Shelf> gone = shelves.remove(function);
    close(gone == null ? List.of() : gone);
  }

  /**
   * Closes every idle isolate of a function, and lets none come back that is with a request now.
   * What was known of its demand is forgotten, so that nothing is prepared until the next request.
   *
   * @return how many were closed
   */
  int evict(FunctionId function) {
    List<Shelf> gone = new ArrayList<>();
    shelves.computeIfPresent(
        function,
        (_, known) -> {
          gone.addAll(known);
          List<Shelf> fresh =
              known.stream()
                  .filter(Shelf::activated)
                  .map(shelf -> newShelf(shelf.template(), true))
                  .toList();
          return fresh.isEmpty() ? null : fresh;
        });
    return close(gone);
  }

  /** What each function has: isolates that were used, and isolates that were not. */
  Map<FunctionId, PoolStats.FunctionStats> counts() {
    Map<FunctionId, PoolStats.FunctionStats> counts = new HashMap<>();
    shelves.forEach(
        (function, known) -> {
          var stats =
              new PoolStats.FunctionStats(
                  known.stream().mapToInt(Shelf::idle).sum(),
                  known.stream().mapToInt(Shelf::prepared).sum(),
                  0);
          if (stats.idle() + stats.prepared() > 0) {
            counts.put(function, stats);
          }
        });
    return counts;
  }

  /** All isolates of a function, with requests or without. */
  List<IsolateStatus> living(FunctionId function) {
    return living.of(function);
  }

  long bytes() {
    return cache.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }

  long reserveBytes() {
    return reserveBytes.get();
  }

  long evictions() {
    return cache.stats().evictionCount();
  }

  void closeAll() {
    upkeep.close();
    shelves.values().forEach(IdleIsolates::close);
    shelves.clear();
  }

  private Shelf shelf(Template template) {
    FunctionId function = template.version().function();
    while (true) {
      List<Shelf> known = shelves.get(function);
      if (known != null) {
        for (Shelf shelf : known) {
          if (shelf.template() == template) {
            return shelf;
          }
        }
      }
      Shelf made = newShelf(template, false);
      if (!template.pooled() || (known != null && known.getFirst().activated())) {
        // Nobody's, or another version serves by now and this request was routed before: what
        // serves it leaves nothing behind.
        close(List.of(made));
        return made;
      }
      if (known == null
          ? shelves.putIfAbsent(function, List.of(made)) == null
          : shelves.replace(function, known, List.of(made))) {
        close(known == null ? List.of() : known);
        return made;
      }
    }
  }

  private Shelf newShelf(Template template, boolean activated) {
    return new Shelf(template, activated, cache, living, reserveBytes);
  }

  private static PooledIsolate made(Shelf shelf) {
    try {
      return new PooledIsolate(shelf, shelf.template().newIsolate());
    } catch (RuntimeException | Error e) {
      shelf.lost();
      throw e;
    }
  }

  private boolean makeReady(PooledIsolate isolate) {
    long before = System.nanoTime();
    boolean done = isolate.makeReady();
    if (done) {
      times.reset(isolate.shelf().template().version().function(), System.nanoTime() - before);
    }
    return done;
  }

  /** Whether the reserve may have so many bytes more; it takes the place of no used isolate. */
  private boolean hasRoom(long expected, long mostReserve, long mostIdle) {
    return reserveBytes.get() + expected <= mostReserve && bytes() + expected <= mostIdle;
  }

  private static int close(List<Shelf> gone) {
    List<PooledIsolate> isolates = gone.stream().flatMap(shelf -> shelf.close().stream()).toList();
    isolates.forEach(PooledIsolate::close);
    return isolates.size();
  }

  private void closeEvicted(int most) {
    for (int i = 0; i < most; i++) {
      PooledIsolate isolate = evicted.poll();
      if (isolate == null) {
        return;
      }
      if (isolate.shelf().evicted(isolate)) {
        isolate.close();
      }
    }
  }
}
