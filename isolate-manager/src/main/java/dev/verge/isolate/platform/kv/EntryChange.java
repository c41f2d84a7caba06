package dev.verge.isolate.platform.kv;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** An insert whose value has been received, in the transaction that makes it true. */
final class EntryChange {
  /** Keeps the instant of expiry a number of milliseconds. */
  private static final Duration MOST_TIME_TO_LIVE = Duration.ofDays(365_000);

  private final KvStore store;
  private final KvInsert how;
  private final byte[] key;
  private final Values.Draft draft;
  private boolean replacedLarge;

  EntryChange(KvStore store, KvInsert how, byte[] key, Values.Draft draft) {
    this.store = store;
    this.how = how;
    this.key = key;
    this.draft = draft;
  }

  /** The new generation. */
  long apply(Handle handle) {
    Instant now = store.now();
    Optional<Entry> row = Entry.find(handle, store.id(), key);
    Optional<Entry> living = row.filter(store::lives);
    requirePreconditions(living);
    Optional<Entry> joined = joins() ? living : Optional.empty();
    long length = draft.length() + joined.map(entry -> entry.stored().length()).orElse(0L);
    Values.requireAcceptable(length);
    long bytes = key.length + how.metadata().getBytes(StandardCharsets.UTF_8).length + length;
    long more = bytes - draft.counted() - row.map(Entry::bytes).orElse(0L);
    if (more > 0) {
      store.quota().require(handle, store.tenant(), more);
    }
    Values.Stored stored =
        joined
            .map(entry -> draft.join(handle, entry.stored(), how.mode() == KvInsert.Mode.APPEND))
            .orElseGet(() -> draft.adopt(handle));
    long generation = nextGeneration(handle, now);
    if (upsert(handle, stored, bytes, generation, now) == 0) {
      throw new KvException(
          KvException.Reason.BAD_REQUEST, "The KV store was deleted; open it again.");
    }
    replacedLarge = row.filter(entry -> entry.stored().chunks() > 1).isPresent();
    return generation;
  }

  /** Whether it left a value that has to be removed. */
  boolean replacedLarge() {
    return replacedLarge;
  }

  private boolean joins() {
    return how.mode() == KvInsert.Mode.APPEND || how.mode() == KvInsert.Mode.PREPEND;
  }

  private void requirePreconditions(Optional<Entry> living) {
    if (how.mode() == KvInsert.Mode.ADD && living.isPresent()) {
      throw new KvException(KvException.Reason.PRECONDITION_FAILED, "The key is there already.");
    }
    Entry.requireGeneration(living, how.ifGeneration());
  }

  /** Never the same twice, in any store: the time in nanoseconds, or more when that was used. */
  private static long nextGeneration(Handle handle, Instant now) {
    long nanos = Math.addExact(now.getEpochSecond() * 1_000_000_000L, now.getNano());
    return handle
        .createQuery("UPDATE generations SET last = max(last + 1, ?) RETURNING last")
        .bind(0, nanos)
        .mapTo(Long.class)
        .one();
  }

  /** Changes nothing when the store is gone. */
  private int upsert(
      Handle handle, Values.Stored stored, long bytes, long generation, Instant now) {
    return handle
        .createUpdate(
            """
            INSERT INTO entries
              (store, key, value, chunks, length, metadata, generation, expires, bytes)
            SELECT id, :key, :value, :chunks, :length, :metadata, :generation, :expires, :bytes
            FROM stores WHERE id = :store AND tenant <> :nobody
            ON CONFLICT DO UPDATE SET
              value = :value, chunks = :chunks, length = :length, metadata = :metadata,
              generation = :generation, expires = :expires, bytes = :bytes
            """)
        .bind("store", store.id())
        .bind("nobody", KvStores.NOBODY)
        .bind("key", key)
        .bind("value", stored.value())
        .bind("chunks", stored.chunks())
        .bind("length", stored.length())
        .bind("metadata", how.metadata())
        .bind("generation", generation)
        .bind("expires", how.timeToLive().map(time -> expiry(now, time)).orElse(null))
        .bind("bytes", bytes)
        .execute();
  }

  private static Long expiry(Instant now, Duration timeToLive) {
    Duration bounded = timeToLive.compareTo(MOST_TIME_TO_LIVE) > 0 ? MOST_TIME_TO_LIVE : timeToLive;
    return now.plus(bounded).toEpochMilli();
  }
}
