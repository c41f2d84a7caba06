package dev.verge.isolate.pool;

import com.github.benmanes.caffeine.cache.Cache;
import dev.verge.isolate.template.Template;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The isolates of one function's version that wait for a request. Whoever takes one off the shelf
 * has it. Caffeine holds those that are clean as well, and says which have to go. Safe on any
 * thread.
 *
 * <p>A shelf that was closed gives nothing and takes nothing back, so that an eviction reaches the
 * isolates too that are with requests, or being made, when it comes.
 */
final class Shelf {
  /** How long nothing is prepared after that failed. */
  private static final long REFUSED_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Template template;
  private final boolean activated;
  private final Cache<PooledIsolate, Shelf> cache;
  private final LivingIsolates living;
  private final AtomicLong reserveBytes;
  private final AtomicBoolean refilling = new AtomicBoolean();

  // Guarded by this; the first of each is the one that was used last.
  private final Deque<PooledIsolate> clean = new ArrayDeque<>(1);
  private final Deque<PooledIsolate> unclean = new ArrayDeque<>(1);
  private final Deque<PooledIsolate> reserve = new ArrayDeque<>(1);
  private final Demand demand;
  private int taken;
  private long stockedWeight;
  private Optional<Long> refusedNanos = Optional.empty();
  private boolean closed;

  /**
   * @param activated whether the version was made the function's by name, rather than by a request
   * @param cache decides which isolates stay
   * @param living knows all isolates
   * @param reserveBytes counts the weight of all reserves
   */
  Shelf(
      Template template,
      boolean activated,
      Cache<PooledIsolate, Shelf> cache,
      LivingIsolates living,
      AtomicLong reserveBytes) {
    this.template = template;
    this.activated = activated;
    this.cache = cache;
    this.living = living;
    this.reserveBytes = reserveBytes;
    this.demand = new Demand(System.nanoTime());
  }

  Template template() {
    return template;
  }

  boolean activated() {
    return activated;
  }

  /** What is to know of every isolate of this shelf. */
  LivingIsolates living() {
    return living;
  }

  /**
   * An isolate for a request that came: one that is ready, else one that soon is, else one of the
   * reserve. Without one the caller makes it. Either way it is taken, until it comes back or is
   * {@link #lost}.
   */
  synchronized Optional<PooledIsolate> take(long nowNanos) {
    taken++;
    demand.arrived(nowNanos, taken);
    PooledIsolate isolate = clean.pollFirst();
    if (isolate == null) {
      isolate = unclean.pollFirst();
    }
    if (isolate == null) {
      isolate = reserve.pollFirst();
      if (isolate != null) {
        reserveBytes.addAndGet(-isolate.weight());
      }
    }
    if (isolate != null) {
      cache.asMap().remove(isolate);
    }
    return Optional.ofNullable(isolate);
  }

  /** An isolate that was taken is no more. */
  synchronized void lost() {
    taken--;
  }

  /**
   * Takes an isolate back that a request has left; it has to be made ready yet.
   *
   * @return false when it is to be closed instead
   */
  synchronized boolean putBack(PooledIsolate isolate) {
    if (!closed) {
      taken--;
      unclean.addFirst(isolate);
    }
    return !closed;
  }

  /** What was put back is ready now, unless somebody has it already. */
  synchronized void madeReady(PooledIsolate isolate) {
    if (unclean.remove(isolate)) {
      clean.addFirst(isolate);
      cache.put(isolate, this);
    }
  }

  /**
   * Takes an isolate into the reserve.
   *
   * @return false when it is to be closed instead
   */
  synchronized boolean stock(PooledIsolate isolate) {
    if (!closed) {
      reserve.addLast(isolate);
      stockedWeight = isolate.weight();
      reserveBytes.addAndGet(isolate.weight());
      cache.put(isolate, this);
    }
    return !closed;
  }

  /** Takes one of the reserve that is too many, to be closed. */
  synchronized Optional<PooledIsolate> surplus(long nowNanos) {
    if (!hasSurplus(nowNanos)) {
      return Optional.empty();
    }
    PooledIsolate isolate = reserve.pollLast();
    reserveBytes.addAndGet(-isolate.weight());
    cache.asMap().remove(isolate);
    return Optional.of(isolate);
  }

  /**
   * The cache let an isolate go.
   *
   * @return whether it was still here, so that it is the caller's to close
   */
  synchronized boolean evicted(PooledIsolate isolate) {
    if (cache.asMap().containsKey(isolate)) {
      // A request has had it since and brought it back.
      return false;
    }
    return remove(isolate);
  }

  /**
   * Takes one isolate off.
   *
   * @return whether it was here, so that it is the caller's to close
   */
  synchronized boolean remove(PooledIsolate isolate) {
    if (reserve.removeLastOccurrence(isolate)) {
      reserveBytes.addAndGet(-isolate.weight());
      return true;
    }
    return clean.removeLastOccurrence(isolate) || unclean.removeLastOccurrence(isolate);
  }

  /** Empties it for ever; what was there is the caller's to close. */
  synchronized List<PooledIsolate> close() {
    closed = true;
    for (PooledIsolate isolate : reserve) {
      reserveBytes.addAndGet(-isolate.weight());
    }
    List<PooledIsolate> all = new ArrayList<>(clean);
    all.addAll(unclean);
    all.addAll(reserve);
    all.forEach(cache.asMap()::remove);
    clean.clear();
    unclean.clear();
    reserve.clear();
    return all;
  }

  /** How many isolates the reserve lacks. */
  synchronized int missing(long nowNanos) {
    boolean none =
        closed || refusedNanos.filter(then -> nowNanos - then < REFUSED_NANOS).isPresent();
    return none ? 0 : Math.max(0, demand.wanted(nowNanos, taken) - held());
  }

  /** Whether the reserve should have more isolates, or fewer. */
  synchronized boolean isUneven(long nowNanos) {
    return missing(nowNanos) > 0 || hasSurplus(nowNanos);
  }

  /**
   * What another isolate of the reserve will weigh, in bytes; at the most, before there was one.
   */
  synchronized long expectedWeight() {
    return stockedWeight > 0 ? stockedWeight : PooledIsolate.expectedWeight(template);
  }

  /**
   * No isolate could be made ahead of its request; none is tried for a while.
   *
   * @return whether that is so for the first time
   */
  synchronized boolean refuseReserve(long nowNanos) {
    boolean first = refusedNanos.isEmpty();
    refusedNanos = Optional.of(nowNanos);
    return first;
  }

  /** A request is expected although none has come. */
  synchronized void expectOne() {
    demand.arrived(System.nanoTime(), 1);
  }

  /** Whether the caller is the one who refills it, until {@link #refilled}. */
  boolean startRefilling() {
    return refilling.compareAndSet(false, true);
  }

  void refilled() {
    refilling.set(false);
  }

  /** Isolates that were used and wait. */
  synchronized int idle() {
    return clean.size() + unclean.size();
  }

  /** Isolates that were never used. */
  synchronized int prepared() {
    return reserve.size();
  }

  /** Twice what is wanted is too much; less is kept, so that little changes do nothing. */
  private boolean hasSurplus(long nowNanos) {
    return !reserve.isEmpty() && held() > 2 * demand.wanted(nowNanos, taken);
  }

  private int held() {
    return taken + clean.size() + unclean.size() + reserve.size();
  }
}
