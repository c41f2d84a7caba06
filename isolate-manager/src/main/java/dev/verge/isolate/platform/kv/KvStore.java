package dev.verge.isolate.platform.kv;

import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.sqlite.Database;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One store. Safe on any thread; methods block on the disk. A change is on disk when its method
 * returns.
 *
 * <p>All methods throw {@link KvException} when they refuse, and {@link
 * dev.verge.isolate.platform.sqlite.DatabaseException} when the disk or the database fails; what
 * was stored before still is then.
 */
public sealed class KvStore permits RehearsedKvStore {
  private final Database database;
  private final Values values;
  private final Quota quota;
  private final InstantSource clock;
  private final String tenant;
  private final long id;

  KvStore(KvStore other) {
    this(other.database, other.values, other.quota, other.clock, other.tenant, other.id);
  }

  KvStore(
      Database database, Values values, Quota quota, InstantSource clock, String tenant, long id) {
    this.database = database;
    this.values = values;
    this.quota = quota;
    this.clock = clock;
    this.tenant = tenant;
    this.id = id;
  }

  /**
   * Checks a key by the rules that Fastly documents; every method does.
   *
   * @throws KvException when it breaks them
   */
  public static void requireKey(String key) {
    new KvKey(key);
  }

  /** What is stored under a key. */
  public Optional<KvValue> lookup(String key) {
    byte[] bytes = new KvKey(key).bytes();
    while (true) {
      Optional<Entry> entry =
          database.read(handle -> Entry.find(handle, id, bytes)).filter(this::lives);
      if (entry.isEmpty()) {
        return Optional.empty();
      }
      Optional<KvValue> value = entry.flatMap(found -> found.open(values));
      if (value.isPresent()) {
        return value;
      }
      // It was replaced between the two readings.
    }
  }

  /**
   * Stores a value.
   *
   * @param key see Fastly's rules for keys: 1 to 1024 bytes in UTF-8, some characters excluded
   * @param source read to its end, at most 25,000,000 bytes, and closed
   * @return the entry's generation from now on
   * @throws dev.verge.isolate.platform.body.BrokenBodyException when the source breaks off; nothing
   *     is changed
   */
  public long insert(String key, Source source, KvInsert how) throws InterruptedException {
    try (source) {
      byte[] bytes = new KvKey(key).bytes();
      try (Values.Draft draft = values.receive(tenant, source)) {
        EntryChange change = new EntryChange(this, how, bytes, draft);
        long generation = database.write(change::apply);
        if (change.replacedLarge()) {
          values.collect();
        }
        return generation;
      }
    }
  }

  /**
   * Removes an entry.
   *
   * @return false when there was none
   */
  public boolean delete(String key) {
    return delete(key, OptionalLong.empty());
  }

  /**
   * As the other, of one generation alone.
   *
   * @param ifGeneration which the entry must be of; 0 for none
   */
  public boolean delete(String key, OptionalLong ifGeneration) {
    byte[] bytes = new KvKey(key).bytes();
    Optional<Entry> removed =
        database.write(
            handle -> {
              Optional<Entry> entry = Entry.find(handle, id, bytes);
              Entry.requireGeneration(entry.filter(this::lives), ifGeneration);
              handle
                  .createUpdate("DELETE FROM entries WHERE store = ? AND key = ?")
                  .bind(0, id)
                  .bind(1, bytes)
                  .execute();
              return entry;
            });
    if (removed.filter(entry -> entry.stored().chunks() > 1).isPresent()) {
      values.collect();
    }
    return removed.filter(this::lives).isPresent();
  }

  /** Some of the keys. */
  public KvPage list(KvQuery query) {
    byte[] prefix = query.prefix().orElse("").getBytes(StandardCharsets.UTF_8);
    byte[] next = query.cursor().map(KvStore::behind).orElse(prefix);
    List<byte[]> found =
        database.read(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT key FROM entries
                        WHERE store = :store AND key >= :from AND key < :to
                          AND (expires IS NULL OR expires > :now)
                        ORDER BY key LIMIT :limit
                        """)
                    .bind("store", id)
                    .bind("from", Arrays.compareUnsigned(next, prefix) > 0 ? next : prefix)
                    .bind("to", with(prefix, 0xFF))
                    .bind("now", clock.millis())
                    .bind("limit", query.limit() + 1)
                    .mapTo(byte[].class)
                    .list());
    boolean more = found.size() > query.limit();
    List<byte[]> page = more ? found.subList(0, query.limit()) : found;
    return new KvPage(
        page.stream().map(key -> new String(key, StandardCharsets.UTF_8)).toList(),
        query.limit(),
        query.prefix(),
        more ? Optional.of(Base64.getEncoder().encodeToString(page.getLast())) : Optional.empty());
  }

  /** The least key behind that of a cursor. */
  private static byte[] behind(String cursor) {
    try {
      return with(Base64.getDecoder().decode(cursor), 0);
    } catch (IllegalArgumentException e) {
      throw new KvException(KvException.Reason.BAD_REQUEST, "A cursor that no page had.");
    }
  }

  /** With 0xFF, which no UTF-8 has, it is greater than everything that begins with the bytes. */
  private static byte[] with(byte[] bytes, int last) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    longer[bytes.length] = (byte) last;
    return longer;
  }

  boolean lives(Entry entry) {
    return entry.expires().isEmpty() || entry.expires().get().isAfter(now());
  }

  Instant now() {
    return clock.instant();
  }

  long id() {
    return id;
  }

  String tenant() {
    return tenant;
  }

  Quota quota() {
    return quota;
  }
}
