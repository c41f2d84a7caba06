package dev.verge.isolate.platform.cache;

import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.body.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An object that was looked up. It stays readable until closed, whatever happens in the cache; what
 * is said about it stands as it was at the lookup. For one thread at a time.
 */
public final class Found implements AutoCloseable {
  private final StoredObject object;
  private final InstantSource clock;
  private final Freshness freshness;
  private final OptionalLong length;
  private final boolean revalidationFailed;
  private Optional<BodyReader> reader = Optional.empty();
  private final AtomicBoolean closed = new AtomicBoolean();

  private Found(StoredObject object, InstantSource clock, Instant now, boolean revalidationFailed) {
    this.object = object;
    this.clock = clock;
    this.freshness = object.freshness(now);
    this.length = object.body().length();
    this.revalidationFailed = revalidationFailed;
    object.body().use();
  }

  static Found of(StoredObject object, InstantSource clock, Instant now) {
    return new Found(object, clock, now, false);
  }

  /** Of an object that is to be used although it is stale. */
  static Found afterError(StoredObject object, InstantSource clock, Instant now) {
    return new Found(object, clock, now, true);
  }

  StoredObject object() {
    return object;
  }

  /** What it was good for. */
  public Freshness freshness() {
    return freshness;
  }

  /** Whether somebody tried in vain to fetch a fresh one, and chose this. */
  public boolean revalidationFailed() {
    return revalidationFailed;
  }

  /** Whether it is stale, and good enough when no fresh one is to be had. */
  public boolean usableIfError() {
    return revalidationFailed || freshness == Freshness.STALE_IF_ERROR;
  }

  /** How it was stored. */
  public StoreOptions options() {
    return object.options();
  }

  /** How old it is now. */
  public Duration age() {
    return object.age(clock.instant());
  }

  /** How often it was found. */
  public long hits() {
    return object.hits();
  }

  /** How many bytes it has, when that was known. */
  public OptionalLong length() {
    return length;
  }

  /**
   * All of its bytes.
   *
   * @throws CacheException {@link CacheException.Kind#BODY_IN_USE} while the last body is open
   */
  public Source body() {
    requireNoReader();
    return open(0, Long.MAX_VALUE);
  }

  /**
   * Some of its bytes. A range outside of an object whose length is known gives the whole object.
   *
   * @param always what to do while the length is unknown: wait for the range's first byte, rather
   *     than give the whole object
   * @throws CacheException {@link CacheException.Kind#BODY_IN_USE} while the last body is open;
   *     {@link CacheException.Kind#INVALID} when a range that must be taken is backwards
   * @throws BrokenBodyException when the object ends before the range
   */
  public Source body(Range range, boolean always) throws InterruptedException {
    requireNoReader();
    OptionalLong known = object.body().length();
    boolean whole = known.isPresent() ? !range.within(known.getAsLong()) : !always;
    if (range.all() || whole) {
      return open(0, Long.MAX_VALUE);
    }
    if (range.from().isEmpty()) {
      return lastBytes(range.to().getAsLong());
    }
    long from = range.from().getAsLong();
    long end = range.to().isPresent() ? range.to().getAsLong() + 1 : Long.MAX_VALUE;
    if (from < 0 || end <= from) {
      throw CacheException.invalid("a range is backwards");
    }
    if (known.isEmpty() && !object.body().awaitSize(from + 1)) {
      throw new BrokenBodyException(
          BrokenBodyException.Cause.INCOMPLETE, "a cached object ends before its range");
    }
    return open(from, end);
  }

  private Source lastBytes(long count) throws InterruptedException {
    OptionalLong known = object.body().length();
    long total = known.isPresent() ? known.getAsLong() : object.body().awaitEnd();
    return count < 0 || count > total
        ? open(0, Long.MAX_VALUE)
        : count == 0 ? ByteSource.EMPTY : open(total - count, Long.MAX_VALUE);
  }

  private void requireNoReader() {
    if (reader.isPresent() && !reader.get().finished()) {
      throw CacheException.bodyInUse();
    }
  }

  private Source open(long from, long end) {
    BodyReader opened = object.body().open(from, end);
    reader = Optional.of(opened);
    return opened;
  }

  /** Its body goes on being readable. On any thread, any number of times. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      object.body().release();
    }
  }
}
