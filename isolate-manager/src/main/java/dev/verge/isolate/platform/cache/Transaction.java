package dev.verge.isolate.platform.cache;

import dev.verge.isolate.platform.http.HeaderFields;
import java.time.Duration;
import java.util.Optional;

/**
 * What a lookup found, and the obligation that it may carry: to insert, to update, or to say that
 * it cannot. Others wait until it is met; closing hands it to one of them. For one thread at a
 * time.
 */
public final class Transaction implements AutoCloseable {
  private final TenantCache cache;
  private final Lookup lookup;
  private final boolean insertsAnyway;
  private final Optional<Slot> slot;
  private final boolean passed;

  /** Of one that passed: whether it may still store something. Guarded by the cache. */
  private boolean free;

  private Optional<Found> found;

  Transaction(
      TenantCache cache,
      Lookup lookup,
      LookupKind kind,
      Optional<Found> found,
      Optional<Slot> slot) {
    this(cache, lookup, kind != LookupKind.FETCH, found, slot, false);
  }

  private Transaction(
      TenantCache cache,
      Lookup lookup,
      boolean insertsAnyway,
      Optional<Found> found,
      Optional<Slot> slot,
      boolean passed) {
    this.cache = cache;
    this.lookup = lookup;
    this.insertsAnyway = insertsAnyway;
    this.found = found;
    this.slot = slot;
    this.passed = passed;
    this.free = passed;
  }

  /** Of a key for which it is recorded that nothing can be stored. */
  static Transaction pass(TenantCache cache, Lookup lookup) {
    return new Transaction(cache, lookup, false, Optional.empty(), Optional.empty(), true);
  }

  Lookup lookup() {
    return lookup;
  }

  Optional<Slot> slot() {
    return slot;
  }

  /** Takes the obligation of one that passed, once; with the cache's lock. */
  boolean takeFree() {
    boolean taken = free;
    free = false;
    return taken;
  }

  boolean free() {
    return free;
  }

  /** The object, when there is one. */
  public Optional<Found> found() {
    return found;
  }

  /** Whether it is up to this transaction to insert or update. */
  public boolean obliged() {
    return cache.obliged(this);
  }

  /**
   * Whether it is recorded that nothing can be stored. The transaction is obliged then as others
   * are, but not alone: nobody waits for it, and there may be many like it.
   */
  public boolean passed() {
    return passed;
  }

  /**
   * Stores an object.
   *
   * @throws CacheException {@link CacheException.Kind#NOT_OBLIGED}, {@link
   *     CacheException.Kind#TOO_LARGE}
   */
  public ObjectWriter insert(StoreOptions options) {
    return insert(lookup.request(), options);
  }

  /** As {@link #insert}, and reads what is stored. */
  public Insertion insertAndStreamBack(StoreOptions options) {
    return cache.insert(this, lookup.request(), insertsAnyway, options);
  }

  /**
   * As {@link #insert}, of a replacement whose variant is told by other headers than those that
   * were looked up.
   */
  public ObjectWriter insert(HeaderFields request, StoreOptions options) {
    Insertion insertion = cache.insert(this, request, insertsAnyway, options);
    insertion.found().close();
    return insertion.writer();
  }

  /**
   * Stores the found object's bytes anew, with other options.
   *
   * @throws CacheException {@link CacheException.Kind#NOT_OBLIGED}, also when none was found
   */
  public void update(StoreOptions options) {
    updateAndFind(options).close();
  }

  /** As {@link #update}; gives the object as it is stored then, to be closed. */
  public Found updateAndFind(StoreOptions options) {
    return cache.update(this, found.orElseThrow(CacheException::notObliged), options);
  }

  /**
   * Hands the obligation to whoever waits for it.
   *
   * @throws CacheException {@link CacheException.Kind#NOT_OBLIGED}
   */
  public void cancel() {
    if (!cache.leave(this)) {
      throw CacheException.notObliged();
    }
  }

  /**
   * Ends the wait of all who wait for this transaction: they go by the cache, as if it had recorded
   * that nothing can be stored. Whoever comes after them does not.
   *
   * @throws CacheException {@link CacheException.Kind#NOT_OBLIGED}
   */
  public void dismiss() {
    cache.dismiss(this);
  }

  /**
   * Uses the found object although it is stale, since no fresh one is to be had; so do all who
   * wait. The next lookup tries again.
   *
   * @throws CacheException {@link CacheException.Kind#NOT_OBLIGED}, also when none was found that
   *     is good for that
   */
  public void chooseStale() {
    Found stale =
        found.filter(f -> f.freshness() != Freshness.STALE).orElseThrow(CacheException::notObliged);
    found = Optional.of(cache.chooseStale(this, stale.object()));
    stale.close();
  }

  /**
   * Records that nothing can be stored: for a while, lookups do not wait for one another.
   *
   * @throws CacheException {@link CacheException.Kind#NOT_OBLIGED}
   */
  public void recordUncacheable(Duration maxAge, VaryRule vary) {
    cache.recordUncacheable(this, maxAge, vary);
  }

  /**
   * Closes what was found; hands on an obligation that was not met. On any thread, any number of
   * times.
   */
  @Override
  public void close() {
    cache.leave(this);
    found.ifPresent(Found::close);
  }
}
