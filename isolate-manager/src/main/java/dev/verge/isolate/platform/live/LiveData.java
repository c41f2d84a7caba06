package dev.verge.isolate.platform.live;

import dev.verge.isolate.platform.acl.Acl;
import dev.verge.isolate.platform.sqlite.Database;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * The live config stores and access control lists of all tenants: {@code live.db} in the platform's
 * home directory. Safe on any thread.
 */
public final class LiveData implements AutoCloseable {
  /** How many items a store may have. */
  public static final int MOST_ITEMS = 10_000;

  /** How long a key of a config store may be, in code points, as Fastly documents it. */
  public static final int MOST_KEY_CHARACTERS = 256;

  /** How long a value of a config store may be, in code points, as Fastly documents it. */
  public static final int MOST_VALUE_CHARACTERS = 8000;

  private final Database database;
  private final LiveStores<Map<String, String>> configStores;
  private final LiveStores<Acl> acls;

  private LiveData(Database database) {
    this.database = database;
    this.configStores = new LiveStores<>(database, new ConfigRules());
    this.acls = new LiveStores<>(database, new AclRules());
  }

  /**
   * Opens what is kept in the platform's home directory.
   *
   * @param home exists; nobody else uses it
   * @throws dev.verge.isolate.platform.sqlite.DatabaseException when that cannot be done
   */
  public static LiveData open(Path home) {
    return new LiveData(Database.open(home.resolve("live.db"), LiveSchema.LIVE));
  }

  /** Whether a name cannot stand in a path (RFC 3986, section 3.3), escaped or not. */
  static boolean isDots(String name) {
    return name.equals(".") || name.equals("..");
  }

  /** Config stores: from key to value. */
  public LiveStores<Map<String, String>> configStores() {
    return configStores;
  }

  /** Access control lists: from network, written as RFC 5952 and 4632 say, to action. */
  public LiveStores<Acl> acls() {
    return acls;
  }

  /**
   * Removes the stores of all tenants but these: what was copied while tenants came and went has
   * some of tenants that are not there. To be called before any is looked at.
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

  /** Waits for a change in progress. */
  @Override
  public void close() {
    database.close();
  }
}
