package dev.verge.isolate.platform.kv;

import dev.verge.isolate.platform.sqlite.Database;
import dev.verge.isolate.platform.sqlite.DatabaseException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
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
  private static final int SWEEP_SECONDS = 30;

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
      stores.values.collect();
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

  /** A store, if there is one of this name. */
  public Optional<KvStore> find(String tenant, String name) {
    return database.read(handle -> id(handle, tenant, name)).map(id -> store(tenant, id));
  }

  /**
   * A store; it is made when there is none of this name.
   *
   * @param name from 1 to 255 characters
   * @throws KvException when the name is of another length
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
   * @throws KvException when the name is of another length
   */
  public boolean create(String tenant, String name) {
    if (name.isEmpty() || name.length() > MOST_NAME_CHARACTERS) {
      throw new KvException(
          KvException.Reason.BAD_REQUEST,
          "The name of a KV store has from 1 to %d characters.".formatted(MOST_NAME_CHARACTERS));
    }
    return database.write(
        handle ->
            handle.execute(
                    "INSERT INTO stores (tenant, name) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    tenant,
                    name)
                > 0);
  }

  /**
   * Removes a store with all its entries.
   *
   * @return false when there is none of this name
   */
  public boolean delete(String tenant, String name) {
    boolean there =
        database.write(
            handle ->
                handle.execute("DELETE FROM stores WHERE tenant = ? AND name = ?", tenant, name)
                    > 0);
    values.collect();
    return there;
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
