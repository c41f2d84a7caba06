package dev.verge.isolate.platform.kv;

import dev.verge.isolate.platform.sqlite.Database;
import dev.verge.isolate.platform.sqlite.DatabaseException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The KV stores of all tenants, durable: {@code kv.db} in the platform's home directory. Safe on
 * any thread; methods block on the disk.
 *
 * <p>All methods throw {@link DatabaseException} when the disk or the database fails; what was
 * stored before still is then.
 */
public final class KvStores implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KvStores.class);
  private static final int MOST_NAME_CHARACTERS = 255;

  /** Of one tenant; they are listed in one go. */
  static final int MOST_STORES = 1000;

  private static final int SWEEP_SECONDS = 30;

  /** The tenant of stores that were deleted, whose entries go bit by bit; no tenant's name. */
  static final String NOBODY = "";

  /** Less than every store's. */
  private static final long NO_STORE = -1;

  /** Entries that one transaction removes, so that others get their turns. */
  private static final int SWEPT_AT_ONCE = 500;

  private final Database database;
  private final Quota quota;
  private final Values values;
  private final InstantSource clock;
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("kv-sweeper").factory());

  private KvStores(Database database, Quota quota, InstantSource clock) {
    this.database = database;
    this.quota = quota;
    this.clock = clock;
    this.values = new Values(database, quota);
  }

  /**
   * Opens what is kept in the platform's home directory.
   *
   * @param home exists; nobody else uses it
   * @param bytesPerTenant the most that one tenant may store: keys, values and metadata of all its
   *     stores together
   */
  public static KvStores open(Path home, long bytesPerTenant) {
    KvStores stores = open(home, bytesPerTenant, InstantSource.system());
    ScheduledFuture<?> _ =
        stores.sweeper.scheduleWithFixedDelay(
            stores::sweepSafely, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    return stores;
  }

  /** As the other, with another clock, and without removing what expires. */
  static KvStores open(Path home, long bytesPerTenant, InstantSource clock) {
    Database database = Database.open(home.resolve("kv.db"), KvSchema.KV);
    try {
      KvStores stores = new KvStores(database, new Quota(bytesPerTenant), clock);
      stores.clear();
      return stores;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** A tenant's stores, by name. */
  public List<KvStoreSummary> list(String tenant) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT name, entries, bytes FROM stores WHERE tenant = ? ORDER BY name")
                .bind(0, tenant)
                .map(
                    (row, context) ->
                        new KvStoreSummary(
                            row.getString("name"), row.getLong("entries"), row.getLong("bytes")))
                .list());
  }

  /**
   * When a store came to be, if there is one of this name; of one that an older Verge made, when it
   * was first opened by one that keeps this.
   */
  public Optional<Instant> created(String tenant, String name) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT created FROM stores WHERE tenant = ? AND name = ?")
                .bind(0, tenant)
                .bind(1, name)
                .mapTo(Long.class)
                .findOne()
                .map(Instant::ofEpochMilli));
  }

  /** A store, if there is one of this name. */
  public Optional<KvStore> find(String tenant, String name) {
    return database.read(handle -> id(handle, tenant, name)).map(id -> store(tenant, id));
  }

  /**
   * A store; it is made when there is none of this name.
   *
   * @param name from 1 to 255 characters
   * @throws KvException when the name is of another length, or the tenant has 1000 stores
   */
  public KvStore open(String tenant, String name) {
    return find(tenant, name)
        .orElseGet(
            () -> {
              create(tenant, name);
              return find(tenant, name).orElseThrow();
            });
  }

  /**
   * A store as {@link #open} gives it, of which nothing stays: what is there is read, changes
   * succeed and come to nothing, and one that is missing is empty and stays missing.
   */
  public KvStore rehearse(String tenant, String name) {
    return new RehearsedKvStore(find(tenant, name).orElseGet(() -> store(tenant, NO_STORE)));
  }

  /**
   * Makes an empty store.
   *
   * @param name from 1 to 255 characters
   * @return false when there is one of this name
   * @throws KvException when the name is of another length, or the tenant has 1000 stores
   */
  public boolean create(String tenant, String name) {
    if (name.isEmpty() || name.length() > MOST_NAME_CHARACTERS) {
      throw new KvException(
          KvException.Reason.BAD_REQUEST,
          "The name of a KV store has from 1 to %d characters.".formatted(MOST_NAME_CHARACTERS));
    }
    return database.write(handle -> create(handle, tenant, name));
  }

  private boolean create(Handle handle, String tenant, String name) {
    int made =
        handle.execute(
            "INSERT INTO stores (tenant, name, created) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            tenant,
            name,
            clock.millis());
    if (made > 0 && count(handle, tenant) > MOST_STORES) {
      throw new KvException(
          KvException.Reason.TOO_LARGE,
          "The tenant has %d KV stores, the most there may be; delete one.".formatted(MOST_STORES));
    }
    return made > 0;
  }

  private static long count(Handle handle, String tenant) {
    return handle
        .createQuery("SELECT count(*) FROM stores WHERE tenant = ?")
        .bind(0, tenant)
        .mapTo(Long.class)
        .one();
  }

  /**
   * Removes a store with all its entries.
   *
   * @return false when there is none of this name
   */
  public boolean delete(String tenant, String name) {
    boolean there = database.write(handle -> abandon(handle, tenant, name));
    clear();
    return there;
  }

  /**
   * Removes the stores of all tenants but these: what was copied while tenants came and went has
   * some of tenants that are not there.
   */
  public void keepOnly(Set<String> tenants) {
    database.write(
        handle -> {
          handle
              .createQuery("SELECT tenant, name FROM stores")
              .map((row, context) -> new Name(row.getString("tenant"), row.getString("name")))
              .list()
              .stream()
              .filter(name -> !tenants.contains(name.tenant))
              .forEach(name -> abandon(handle, name.tenant, name.store));
          return tenants;
        });
    clear();
  }

  private record Name(String tenant, String store) {}

  private static boolean abandon(Handle handle, String tenant, String name) {
    return handle.execute(
            "UPDATE stores SET tenant = ?, name = CAST(id AS TEXT) WHERE tenant = ? AND name = ?",
            NOBODY,
            tenant,
            name)
        > 0;
  }

  /** Removes what is in stores that are nobody's any more, and then them. */
  private void clear() {
    while (database.write(KvStores::clearSome) == SWEPT_AT_ONCE) {
      // Others have their turns between two of these.
    }
    database.write(
        handle -> handle.execute("DELETE FROM stores WHERE tenant = ? AND entries = 0", NOBODY));
    values.collect();
  }

  private static int clearSome(Handle handle) {
    return handle
        .createUpdate(
            """
            DELETE FROM entries WHERE (store, key) IN (
              SELECT store, key FROM entries
              WHERE store IN (SELECT id FROM stores WHERE tenant = ?) LIMIT ?)
            """)
        .bind(0, NOBODY)
        .bind(1, SWEPT_AT_ONCE)
        .execute();
  }

  private static Optional<Long> id(Handle handle, String tenant, String name) {
    return handle
        .createQuery("SELECT id FROM stores WHERE tenant = ? AND name = ?")
        .bind(0, tenant)
        .bind(1, name)
        .mapTo(Long.class)
        .findOne();
  }

  private KvStore store(String tenant, long id) {
    return new KvStore(database, values, quota, clock, tenant, id);
  }

  private void sweepSafely() {
    try {
      sweep();
    } catch (RuntimeException e) {
      LOG.warn("Expired entries of KV stores could not be removed; tried again later.", e);
    }
  }

  /** Removes the entries that have expired. */
  void sweep() {
    int swept;
    do {
      swept = database.write(this::sweepSome);
    } while (swept == SWEPT_AT_ONCE);
    values.collect();
  }

  private int sweepSome(Handle handle) {
    return handle
        .createUpdate(
            """
            DELETE FROM entries WHERE (store, key) IN (
              SELECT store, key FROM entries
              WHERE expires IS NOT NULL AND expires <= ? LIMIT ?)
            """)
        .bind(0, clock.millis())
        .bind(1, SWEPT_AT_ONCE)
        .execute();
  }

  /** Waits for a change in progress. */
  @Override
  public void close() {
    sweeper.close();
    database.close();
  }
}
