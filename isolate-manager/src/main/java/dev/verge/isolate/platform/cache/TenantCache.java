package dev.verge.isolate.platform.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.verge.isolate.platform.http.HeaderFields;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * One tenant's objects. Safe on any thread; nothing here waits.
 *
 * <p>One lock guards the index, whose operations are short; bodies have their own, taken after it.
 * Those who wait for an object are told without the lock. Caffeine decides what is evicted.
 */
public final class TenantCache {
  /** The largest object, as a share of all. */
  private static final int OBJECT_SHARE = 4;

  /** What readers may keep of evicted objects, as a share of all. */
  private static final int DETACHED_SHARE = 2;

  private final InstantSource clock;
  private final long mostObjectBytes;
  private final DetachedBytes detached;
  private final Cache<StoredObject, Boolean> weights;
  private final Map<CacheKey, KeyEntry> entries = new HashMap<>();
  private final Map<String, Set<StoredObject>> bySurrogateKey = new HashMap<>();

  /** Caffeine has let them go; the index does so when the operation that caused it is done. */
  private final List<StoredObject> evicted = new ArrayList<>();

  TenantCache(long mostBytes, InstantSource clock) {
    this.clock = clock;
    this.mostObjectBytes = mostBytes / OBJECT_SHARE;
    this.detached = new DetachedBytes(mostBytes / DETACHED_SHARE);
    this.weights =
        Caffeine.newBuilder()
            .maximumWeight(mostBytes)
            .weigher((StoredObject object, Boolean ignored) -> object.weight())
            .executor(Runnable::run)
            .removalListener(this::removed)
            .build();
  }

  /** The largest object that is taken, in bytes. */
  public long mostObjectBytes() {
    return mostObjectBytes;
  }

  /** Finds an object without waiting for anyone who may be fetching it; to be closed. */
  public Optional<Found> lookup(Lookup lookup) {
    synchronized (this) {
      KeyEntry entry = entries.get(lookup.key());
      if (entry == null) {
        return Optional.empty();
      }
      Instant now = clock.instant();
      List<Slot> matching = entry.matching(lookup.request());
      Optional<Found> found =
          first(matching, slot -> slot.cacheable().filter(object -> isFresh(object, now)))
              .map(object -> hit(object, now))
              .or(() -> wanted(matching, lookup, now));
      forgetEvicted();
      return found;
    }
  }

  /** Looks an object up, taking part in request collapsing. */
  public PendingLookup begin(Lookup lookup) {
    return begin(new PendingLookup(this, lookup, LookupKind.FETCH));
  }

  /** Begins to replace an object, whether it is fresh or not. */
  public PendingLookup replace(Lookup lookup, ReplaceStrategy strategy) {
    return begin(new PendingLookup(this, lookup, strategy.kind()));
  }

  private PendingLookup begin(PendingLookup pending) {
    synchronized (this) {
      KeyEntry entry = entry(pending.lookup().key());
      Optional<Transaction> transaction = resolve(entry, pending);
      if (transaction.isPresent()) {
        pending.settle(transaction.get());
        tidy(pending.lookup().key());
      } else {
        entry.waiting().add(pending);
      }
      forgetEvicted();
    }
    pending.announce();
    return pending;
  }

  /** Stores an object whoever else does so: the last one wins. */
  public ObjectWriter insert(CacheKey key, HeaderFields request, StoreOptions options) {
    requireRoom(options);
    StoredObject object;
    List<PendingLookup> told;
    synchronized (this) {
      object = store(key, request, options);
      told = settleWaiting(key);
    }
    told.forEach(PendingLookup::announce);
    return new ObjectWriter(this, object.body());
  }

  /**
   * Makes all objects under a surrogate key stale, or forgets them.
   *
   * @return how many there were
   */
  public int purge(String surrogateKey, boolean soft) {
    synchronized (this) {
      List<StoredObject> objects = List.copyOf(bySurrogateKey.getOrDefault(surrogateKey, Set.of()));
      purge(objects, soft);
      return objects.size();
    }
  }

  /** As {@link #purge}, of all objects. */
  public int purgeAll(boolean soft) {
    synchronized (this) {
      List<StoredObject> objects =
          entries.values().stream().flatMap(entry -> entry.objects().stream()).toList();
      purge(objects, soft);
      return objects.size();
    }
  }

  /** Forgets all variants under a key. */
  public void forget(CacheKey key) {
    synchronized (this) {
      KeyEntry entry = entries.get(key);
      if (entry != null) {
        purge(entry.objects(), false);
      }
    }
  }

  private void purge(List<StoredObject> objects, boolean soft) {
    for (StoredObject object : objects) {
      if (soft) {
        object.softPurge();
      } else {
        removeAndTidy(object);
      }
    }
  }

  /** Bytes that readers keep of what the cache has let go. */
  long detachedBytes() {
    return detached.used();
  }

  /** Keys that something is stored under, or waited for. */
  int keys() {
    synchronized (this) {
      return entries.size();
    }
  }

  boolean obliged(Transaction transaction) {
    synchronized (this) {
      return transaction.free()
          || transaction.slot().filter(slot -> slot.takenBy(transaction)).isPresent();
    }
  }

  /** Stores an object in a transaction; unless it may do so anyway, it has to be obliged to. */
  Insertion insert(Transaction by, HeaderFields request, boolean anyway, StoreOptions options) {
    requireRoom(options);
    Found back;
    List<PendingLookup> told;
    synchronized (this) {
      if (!leaveSlot(by) && !anyway) {
        throw CacheException.notObliged();
      }
      StoredObject object = store(by.lookup().key(), request, options);
      back = Found.of(object, clock, clock.instant());
      told = settleWaiting(by.lookup().key());
    }
    told.forEach(PendingLookup::announce);
    return new Insertion(new ObjectWriter(this, back.object().body()), back);
  }

  Found update(Transaction by, Found old, StoreOptions options) {
    requireRoom(options);
    Found fresh;
    List<PendingLookup> told;
    synchronized (this) {
      if (!leaveSlot(by)) {
        throw CacheException.notObliged();
      }
      Instant now = clock.instant();
      HeaderFields request = by.lookup().request();
      String variant = options.vary().variant(request);
      // The old object may be evicted, but whoever found it has kept its bytes.
      StoredObject object = old.object().updated(variant, options, now);
      if (object.body().cachedWhole()) {
        object.body().hold(object);
        remove(old.object());
        put(object, request);
      }
      fresh = Found.of(object, clock, now);
      told = settleWaiting(by.lookup().key());
    }
    told.forEach(PendingLookup::announce);
    return fresh;
  }

  Found chooseStale(Transaction by, StoredObject stale) {
    Found chosen;
    List<PendingLookup> told;
    synchronized (this) {
      if (!leaveSlot(by)) {
        throw CacheException.notObliged();
      }
      Instant now = clock.instant();
      chosen = Found.afterError(stale, clock, now);
      told =
          settleWaiting(
              by,
              waiting ->
                  answer(
                      waiting, Optional.of(Found.afterError(stale, clock, now)), Optional.empty()));
    }
    told.forEach(PendingLookup::announce);
    return chosen;
  }

  void dismiss(Transaction by) {
    List<PendingLookup> told;
    synchronized (this) {
      if (!leaveSlot(by)) {
        throw CacheException.notObliged();
      }
      told = settleWaiting(by, waiting -> Transaction.pass(this, waiting.lookup()));
    }
    told.forEach(PendingLookup::announce);
  }

  /**
   * Answers all who wait for a transaction alike; asks for the others whether they have to wait.
   */
  private List<PendingLookup> settleWaiting(
      Transaction by, Function<PendingLookup, Transaction> answer) {
    KeyEntry entry = entry(by.lookup().key());
    List<PendingLookup> told = new ArrayList<>();
    for (PendingLookup waiting : List.copyOf(entry.waiting())) {
      List<Slot> matching = entry.matching(waiting.lookup().request());
      if (waiting.kind() == LookupKind.FETCH && by.slot().filter(matching::contains).isPresent()) {
        settle(entry, waiting, answer.apply(waiting));
        told.add(waiting);
      }
    }
    told.addAll(settleWaiting(by.lookup().key()));
    return told;
  }

  void recordUncacheable(Transaction by, Duration maxAge, VaryRule vary) {
    List<PendingLookup> told;
    synchronized (this) {
      if (!leaveSlot(by)) {
        throw CacheException.notObliged();
      }
      Lookup lookup = by.lookup();
      StoreOptions options =
          new StoreOptions(
              Lifetime.of(maxAge), vary, Set.of(), OptionalLong.empty(), UserMetadata.NONE, false);
      StoredBody body = new StoredBody(OptionalLong.empty(), 0, detached);
      put(
          StoredObject.uncacheable(
              lookup.key(), vary.variant(lookup.request()), options, body, clock.instant()),
          lookup.request());
      told = settleWaiting(lookup.key());
    }
    told.forEach(PendingLookup::announce);
  }

  /** Gives an obligation up; false when there is none. */
  boolean leave(Transaction transaction) {
    List<PendingLookup> told;
    synchronized (this) {
      if (!leaveSlot(transaction)) {
        return false;
      }
      told = settleWaiting(transaction.lookup().key());
    }
    told.forEach(PendingLookup::announce);
    return true;
  }

  void giveUp(PendingLookup pending) {
    Optional<Transaction> settled;
    synchronized (this) {
      settled = pending.settled();
      KeyEntry entry = entries.get(pending.lookup().key());
      if (entry != null && entry.waiting().remove(pending)) {
        tidy(pending.lookup().key());
      }
    }
    settled.ifPresent(Transaction::close);
  }

  /** The object of these bytes is not to be found any more. */
  void drop(StoredBody body) {
    synchronized (this) {
      body.holder().ifPresent(this::removeAndTidy);
    }
  }

  /** The object of these bytes has grown. */
  void weigh(StoredBody body) {
    synchronized (this) {
      body.holder().ifPresent(object -> weights.asMap().replace(object, Boolean.TRUE));
      forgetEvicted();
    }
  }

  private void requireRoom(StoreOptions options) {
    long weight = options.weight() + options.length().orElse(0);
    if (weight > mostObjectBytes || options.length().orElse(0) < 0) {
      throw CacheException.tooLarge(weight, mostObjectBytes);
    }
  }

  private static boolean isFresh(StoredObject object, Instant now) {
    return object.freshness(now) == Freshness.FRESH;
  }

  private static boolean isUsable(StoredObject object, Instant now) {
    return object.freshness(now).usable();
  }

  private static boolean isWanted(StoredObject object, Lookup lookup, Instant now) {
    return lookup.unusableToo() || isUsable(object, now);
  }

  private static <T> Optional<T> first(List<Slot> slots, Function<Slot, Optional<T>> choice) {
    return slots.stream().map(choice).flatMap(Optional::stream).findFirst();
  }

  private Found hit(StoredObject object, Instant now) {
    object.hit();
    Found found = Found.of(object, clock, now);
    var _ = weights.getIfPresent(object); // so that it is known to be wanted
    return found;
  }

  /** What a lookup gives now; nothing when it has to wait. */
  private Optional<Transaction> resolve(KeyEntry entry, PendingLookup pending) {
    Instant now = clock.instant();
    List<Slot> matching = entry.matching(pending.lookup().request());
    return switch (pending.kind()) {
      case FETCH -> fetch(entry, matching, pending, now);
      case REPLACE_IN_TURN ->
          matching.stream().anyMatch(Slot::taken)
              ? Optional.empty()
              : Optional.of(oblige(entry, matching, pending, now));
      case REPLACE_BY_FORCE -> Optional.of(force(entry, matching, pending, now));
      case REPLACE_AT_ONCE ->
          Optional.of(answer(pending, wanted(matching, pending.lookup(), now), Optional.empty()));
    };
  }

  private Optional<Transaction> fetch(
      KeyEntry entry, List<Slot> matching, PendingLookup pending, Instant now) {
    Optional<StoredObject> fresh =
        first(matching, slot -> slot.object().filter(object -> isFresh(object, now)));
    if (fresh.isPresent()) {
      return Optional.of(
          fresh.get().uncacheable()
              ? Transaction.pass(this, pending.lookup())
              : answer(pending, fresh.map(object -> hit(object, now)), Optional.empty()));
    }
    Optional<StoredObject> beingFetched =
        first(
            matching,
            slot -> slot.cacheable().filter(object -> slot.taken() && isUsable(object, now)));
    if (beingFetched.isPresent()) {
      return Optional.of(
          answer(pending, beingFetched.map(object -> hit(object, now)), Optional.empty()));
    }
    boolean revalidates =
        matching.stream()
            .anyMatch(slot -> slot.cacheable().filter(object -> isUsable(object, now)).isPresent());
    if (!revalidates && matching.stream().anyMatch(Slot::taken)) {
      return Optional.empty();
    }
    return Optional.of(oblige(entry, matching, pending, now));
  }

  /** Gives the obligation: for an object that can be revalidated, else for what is expected. */
  private Transaction oblige(
      KeyEntry entry, List<Slot> matching, PendingLookup pending, Instant now) {
    Lookup lookup = pending.lookup();
    Slot slot =
        first(matching, s -> s.cacheable().filter(o -> isUsable(o, now)).map(o -> s))
            .or(
                () ->
                    first(
                        matching,
                        s -> s.cacheable().filter(o -> isWanted(o, lookup, now)).map(o -> s)))
            .orElseGet(() -> entry.expected(lookup.request()));
    Optional<StoredObject> object = slot.cacheable().filter(o -> isWanted(o, lookup, now));
    Transaction transaction = answer(pending, object.map(o -> hit(o, now)), Optional.of(slot));
    slot.take(transaction);
    return transaction;
  }

  private Transaction force(
      KeyEntry entry, List<Slot> matching, PendingLookup pending, Instant now) {
    Optional<Found> found = wanted(matching, pending.lookup(), now);
    matching.forEach(slot -> slot.content().ifPresent(this::remove));
    Slot slot = entry.expected(pending.lookup().request());
    Transaction transaction = answer(pending, found, Optional.of(slot));
    slot.take(transaction);
    return transaction;
  }

  private Optional<Found> wanted(List<Slot> matching, Lookup lookup, Instant now) {
    return first(matching, slot -> slot.cacheable().filter(o -> isWanted(o, lookup, now)))
        .map(object -> hit(object, now));
  }

  private Transaction answer(PendingLookup pending, Optional<Found> found, Optional<Slot> slot) {
    return new Transaction(this, pending.lookup(), pending.kind(), found, slot);
  }

  private static boolean leaveSlot(Transaction transaction) {
    Optional<Slot> slot = transaction.slot().filter(s -> s.takenBy(transaction));
    slot.ifPresent(Slot::leave);
    return slot.isPresent() || transaction.takeFree();
  }

  /** Asks for each that waits, in order, whether it still has to. */
  private List<PendingLookup> settleWaiting(CacheKey key) {
    KeyEntry entry = entries.get(key);
    List<PendingLookup> settled = new ArrayList<>();
    if (entry == null) {
      return settled;
    }
    for (PendingLookup waiting : List.copyOf(entry.waiting())) {
      resolve(entry, waiting)
          .ifPresent(
              transaction -> {
                settle(entry, waiting, transaction);
                settled.add(waiting);
              });
    }
    tidy(key);
    forgetEvicted();
    return settled;
  }

  private static void settle(KeyEntry entry, PendingLookup waiting, Transaction transaction) {
    entry.waiting().remove(waiting);
    waiting.settle(transaction);
  }

  private KeyEntry entry(CacheKey key) {
    return entries.computeIfAbsent(key, ignored -> new KeyEntry());
  }

  private void tidy(CacheKey key) {
    KeyEntry entry = entries.get(key);
    if (entry != null && entry.tidy()) {
      entries.remove(key);
    }
  }

  private StoredObject store(CacheKey key, HeaderFields request, StoreOptions options) {
    String variant = options.vary().variant(request);
    StoredBody body = new StoredBody(options.length(), mostObjectBytes, detached);
    StoredObject object = StoredObject.of(key, variant, options, body, clock.instant());
    put(object, request);
    return object;
  }

  private void put(StoredObject object, HeaderFields request) {
    KeyEntry entry = entry(object.key());
    Slot slot = entry.forStoring(object.options().vary(), request);
    slot.content().ifPresent(this::remove);
    slot.fill(object);
    entry.surplus().forEach(old -> old.content().ifPresent(this::remove));
    object.body().hold(object);
    for (String surrogateKey : object.options().surrogateKeys()) {
      bySurrogateKey.computeIfAbsent(surrogateKey, ignored -> new HashSet<>()).add(object);
    }
    weights.put(object, Boolean.TRUE);
  }

  private void removeAndTidy(StoredObject object) {
    remove(object);
    tidy(object.key());
  }

  private void remove(StoredObject object) {
    weights.invalidate(object);
    forget(object);
  }

  /** Takes an object out of the index, if it is there. */
  private void forget(StoredObject object) {
    KeyEntry entry = entries.get(object.key());
    Optional<Slot> slot = entry == null ? Optional.empty() : entry.of(object);
    slot.ifPresent(Slot::clear);
    for (String surrogateKey : object.options().surrogateKeys()) {
      bySurrogateKey.computeIfPresent(
          surrogateKey, (ignored, set) -> set.remove(object) && set.isEmpty() ? null : set);
    }
    object.body().detach(object);
  }

  /** With the lock: Caffeine runs this inside the calls made here, and only there. */
  private void removed(StoredObject object, Boolean ignored, RemovalCause cause) {
    if (cause.wasEvicted()) {
      evicted.add(object);
    }
  }

  private void forgetEvicted() {
    for (StoredObject object : evicted) {
      forget(object);
      tidy(object.key());
    }
    evicted.clear();
  }
}
