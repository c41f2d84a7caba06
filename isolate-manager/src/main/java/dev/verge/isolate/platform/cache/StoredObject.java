package dev.verge.isolate.platform.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** An object as it is stored; its place in the cache never changes. Safe on any thread. */
final class StoredObject {
  /** What an object takes beside its bytes, metadata and key: this one, its places in maps. */
  private static final int OVERHEAD = 512;

  private final CacheKey key;
  private final String variant;
  private final StoreOptions options;
  private final StoredBody body;
  private final Instant stored;
  private final boolean uncacheable;
  private final AtomicLong hits;
  private volatile boolean softPurged;

  private StoredObject(
      CacheKey key,
      String variant,
      StoreOptions options,
      StoredBody body,
      Instant stored,
      boolean uncacheable,
      AtomicLong hits) {
    this.key = key;
    this.variant = variant;
    this.options = options;
    this.body = body;
    this.stored = stored;
    this.uncacheable = uncacheable;
    this.hits = hits;
  }

  static StoredObject of(
      CacheKey key, String variant, StoreOptions options, StoredBody body, Instant now) {
    return new StoredObject(key, variant, options, body, now, false, new AtomicLong());
  }

  /** A note that what belongs here cannot be stored, so that nobody waits for it. */
  static StoredObject uncacheable(
      CacheKey key, String variant, StoreOptions options, StoredBody body, Instant now) {
    return new StoredObject(key, variant, options, body, now, true, new AtomicLong());
  }

  /** The same bytes with other options, as of now. */
  StoredObject updated(String otherVariant, StoreOptions other, Instant now) {
    return new StoredObject(key, otherVariant, other, body, now, false, hits);
  }

  CacheKey key() {
    return key;
  }

  String variant() {
    return variant;
  }

  StoreOptions options() {
    return options;
  }

  StoredBody body() {
    return body;
  }

  boolean uncacheable() {
    return uncacheable;
  }

  void hit() {
    hits.incrementAndGet();
  }

  long hits() {
    return hits.get();
  }

  /** Stale from now on. */
  void softPurge() {
    softPurged = true;
  }

  Duration age(Instant now) {
    Duration resident = Duration.between(stored, now);
    return options.lifetime().initialAge().plus(resident.isNegative() ? Duration.ZERO : resident);
  }

  Freshness freshness(Instant now) {
    Lifetime lifetime = options.lifetime();
    Duration age = age(now);
    if (age.compareTo(lifetime.maxAge()) < 0 && !softPurged) {
      return Freshness.FRESH;
    }
    if (age.compareTo(lifetime.maxAge().plus(lifetime.staleWhileRevalidate())) < 0) {
      return Freshness.STALE_WHILE_REVALIDATE;
    }
    return age.compareTo(lifetime.maxAge().plus(lifetime.staleIfError())) < 0
        ? Freshness.STALE_IF_ERROR
        : Freshness.STALE;
  }

  /** In bytes, for the cache's bound. */
  int weight() {
    long weight =
        OVERHEAD + key.bytes().length() + variant.length() + options.weight() + body.weight();
    return Math.toIntExact(Math.min(weight, Integer.MAX_VALUE));
  }
}
