package dev.verge.isolate.platform.secrets;

import dev.verge.isolate.platform.sqlite.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * The secret stores of all tenants: {@code secrets.db} in the platform's home directory, its
 * secrets encrypted with the key in {@code secrets.key}, which is made at the first start. A backup
 * needs both. Safe on any thread; methods block on the disk.
 *
 * <p>Methods throw {@link SecretsException} when a secret cannot be decrypted, {@link
 * SecretRefusedException} for names and secrets that break the rules, and {@link
 * dev.verge.isolate.platform.sqlite.DatabaseException} when the disk or the database fails.
 */
public final class SecretStores implements AutoCloseable {
  /** The largest secret, as Fastly documents it. */
  public static final int MOST_SECRET_BYTES = 64 << 10;

  /** Of one tenant; they are listed in one go. */
  static final int MOST_STORES = 256;

  /** Of one tenant in all its stores: with them it has at most 64 MiB. */
  static final int MOST_SECRETS = 1000;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,255}");
  private static final List<String> PROOF = List.of("proof");
  private final Database database;
  private final Seal seal;

  private SecretStores(Database database, Seal seal) {
    this.database = database;
    this.seal = seal;
  }

  /**
   * Opens what is kept in the platform's home directory.
   *
   * @param home exists; nobody else uses it
   * @throws SecretsException when the key is lost, or is another's
   */
  public static SecretStores open(Path home) {
    Path file = home.resolve("secrets.db");
    KeyFile key = new KeyFile(home.resolve("secrets.key"));
    if (!key.exists()) {
      if (Files.exists(file)) {
        throw new SecretsException(
            "%s is there, but not its key secrets.key; restore that from a backup, or delete both and put all secrets again."
                .formatted(file));
      }
      key.create();
    }
    Seal seal = new Seal(key.read());
    Database database = Database.open(file, SecretsSchema.SECRETS);
    try {
      database.write(handle -> prove(handle, seal));
      return new SecretStores(database, seal);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private static boolean prove(Handle handle, Seal seal) {
    Optional<byte[]> proof =
        handle.createQuery("SELECT sealed FROM proof").mapTo(byte[].class).findOne();
    if (proof.isEmpty()) {
      handle
          .createUpdate("INSERT INTO proof VALUES (?)")
          .bind(0, seal.seal(PROOF, new byte[0]))
          .execute();
      return true;
    }
    try {
      seal.open(PROOF, proof.get());
    } catch (SecretsException e) {
      throw new SecretsException(
          "secrets.key is not the key of secrets.db; restore the two from the same backup.", e);
    }
    return true;
  }

  /** The names of a tenant's stores, in order. */
  public List<String> stores(String tenant) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT name FROM stores WHERE tenant = ? ORDER BY name")
                .bind(0, tenant)
                .mapTo(String.class)
                .list());
  }

  /** Whether a tenant has a store of this name. */
  public boolean exists(String tenant, String store) {
    return database.read(handle -> storeId(handle, tenant, store)).isPresent();
  }

  /**
   * Makes an empty store.
   *
   * @param store 1 to 255 letters, digits, {@code _}, {@code -} and {@code .}
   * @return false when there is one of this name
   * @throws SecretRefusedException also when the tenant has 256 stores
   */
  public boolean create(String tenant, String store) {
    requireName("secret store", store);
    return database.write(handle -> create(handle, tenant, store));
  }

  /**
   * Removes a store with all its secrets.
   *
   * @return false when there is none of this name
   */
  public boolean deleteStore(String tenant, String store) {
    return database.write(
        handle ->
            handle.execute("DELETE FROM stores WHERE tenant = ? AND name = ?", tenant, store) > 0);
  }

  /**
   * Removes the stores of all tenants but these: what was copied while tenants came and went has
   * some of tenants that are not there.
   */
  public void keepOnly(Set<String> tenants) {
    database.write(
        handle -> {
          handle
              .createQuery("SELECT DISTINCT tenant FROM stores")
              .mapTo(String.class)
              .list()
              .stream()
              .filter(tenant -> !tenants.contains(tenant))
              .forEach(tenant -> handle.execute("DELETE FROM stores WHERE tenant = ?", tenant));
          return tenants;
        });
  }

  /**
   * Puts a secret in place of whatever has its name; the store is made when there is none.
   *
   * @param name 1 to 255 letters, digits, {@code _}, {@code -} and {@code .}
   * @param plaintext 1 to {@link #MOST_SECRET_BYTES} bytes
   * @throws SecretRefusedException also when the tenant has 1000 secrets, or 256 stores
   */
  public void put(String tenant, String store, String name, byte[] plaintext) {
    requireName("secret store", store);
    requireName("secret", name);
    if (plaintext.length == 0 || plaintext.length > MOST_SECRET_BYTES) {
      throw new SecretRefusedException(
          "A secret has from 1 to %d bytes; this one has %d."
              .formatted(MOST_SECRET_BYTES, plaintext.length));
    }
    database.write(
        handle -> {
          create(handle, tenant, store);
          long storeId = storeId(handle, tenant, store).orElseThrow();
          boolean another = !remove(handle, storeId, name);
          boolean done = insert(handle, storeId, new Place(tenant, store, name), plaintext);
          if (another) {
            requireRoom(
                handle,
                "secrets",
                "SELECT count(*) FROM secrets JOIN stores ON stores.id = store WHERE tenant = ?",
                tenant,
                MOST_SECRETS);
          }
          return done;
        });
  }

  /**
   * Removes a secret.
   *
   * @return false when there is none of this name
   */
  public boolean delete(String tenant, String store, String name) {
    return database.write(
        handle -> storeId(handle, tenant, store).map(id -> remove(handle, id, name)).orElse(false));
  }

  /** What is in a store, by name; empty too when there is no such store. */
  public List<SecretSummary> list(String tenant, String store) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT secrets.name, digest, created FROM secrets JOIN stores
                    ON stores.id = store WHERE tenant = ? AND stores.name = ?
                    ORDER BY secrets.name
                    """)
                .bind(0, tenant)
                .bind(1, store)
                .map(
                    (row, context) ->
                        new SecretSummary(
                            row.getString("name"),
                            HexFormat.of().formatHex(row.getBytes("digest")),
                            Instant.ofEpochMilli(row.getLong("created"))))
                .list());
  }

  /** A secret itself, for a guest that may have it. */
  public Optional<byte[]> plaintext(String tenant, String store, String name) {
    Place place = new Place(tenant, store, name);
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT secrets.id, sealed FROM secrets JOIN stores ON stores.id = store
                    WHERE tenant = ? AND stores.name = ? AND secrets.name = ?
                    """)
                .bind(0, tenant)
                .bind(1, store)
                .bind(2, name)
                .map(
                    (row, context) ->
                        seal.open(place.context(row.getLong("id")), row.getBytes("sealed")))
                .findOne());
  }

  /**
   * Encrypts a small text that is kept elsewhere.
   *
   * @param context where it will lie; it opens nowhere else
   * @return characters of Base64
   */
  public String seal(String context, byte[] plaintext) {
    return Base64.getEncoder().encodeToString(seal.seal(List.of("text", context), plaintext));
  }

  /**
   * Decrypts what {@link #seal} made.
   *
   * @throws SecretsException when it was made with another key or for another context, or is
   *     damaged
   */
  public byte[] unseal(String context, String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new SecretsException("A sealed text is damaged.", e);
    }
    return seal.open(List.of("text", context), bytes);
  }

  private record Place(String tenant, String store, String name) {
    List<String> context(long id) {
      return List.of("secret", tenant, store, name, Long.toString(id));
    }
  }

  private static void requireName(String kind, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new SecretRefusedException(
          "The name of a %s has from 1 to 255 letters, digits, '_', '-' and '.'.".formatted(kind));
    }
  }

  private static Optional<Long> storeId(Handle handle, String tenant, String store) {
    return handle
        .createQuery("SELECT id FROM stores WHERE tenant = ? AND name = ?")
        .bind(0, tenant)
        .bind(1, store)
        .mapTo(Long.class)
        .findOne();
  }

  private static boolean create(Handle handle, String tenant, String store) {
    int made =
        handle.execute(
            "INSERT INTO stores (tenant, name) VALUES (?, ?) ON CONFLICT DO NOTHING",
            tenant,
            store);
    if (made > 0) {
      requireRoom(
          handle,
          "secret stores",
          "SELECT count(*) FROM stores WHERE tenant = ?",
          tenant,
          MOST_STORES);
    }
    return made > 0;
  }

  /** In the transaction that has put something there, which is rolled back when it is too much. */
  private static void requireRoom(
      Handle handle, String things, String count, String tenant, int most) {
    if (handle.createQuery(count).bind(0, tenant).mapTo(Integer.class).one() > most) {
      throw new SecretRefusedException(
          "The tenant has %d %s, the most there may be; delete some.".formatted(most, things));
    }
  }

  private static boolean remove(Handle handle, long storeId, String name) {
    return handle.execute("DELETE FROM secrets WHERE store = ? AND name = ?", storeId, name) > 0;
  }

  private boolean insert(Handle handle, long storeId, Place place, byte[] plaintext) {
    long id =
        handle
            .createQuery(
                "INSERT INTO secrets (store, name, created, digest, sealed) VALUES (?, ?, ?, ?, x'') RETURNING id")
            .bind(0, storeId)
            .bind(1, place.name)
            .bind(2, Instant.now().toEpochMilli())
            .bind(3, seal.digest(plaintext))
            .mapTo(Long.class)
            .one();
    return handle
            .createUpdate("UPDATE secrets SET sealed = ? WHERE id = ?")
            .bind(0, seal.seal(place.context(id), plaintext))
            .bind(1, id)
            .execute()
        > 0;
  }

  /** Waits for a change in progress. */
  @Override
  public void close() {
    database.close();
  }
}
