package dev.verge.isolate.platform.sqlite;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * A database's tables, and how an older database becomes a newer one.
 *
 * @param applicationId by which the file is told from others (SQLite's {@code application_id})
 * @param migrations entry n leads from {@code user_version} n to n + 1, as statements; published
 *     ones never change
 */
public record Schema(int applicationId, List<List<String>> migrations) {
  public Schema {
    migrations = List.copyOf(migrations);
  }

  /**
   * Brings a database up to date.
   *
   * @throws DatabaseException when it is of a newer Verge, or of something else
   */
  void migrate(Handle handle) {
    int version = pragma(handle, "user_version");
    int owner = pragma(handle, "application_id");
    if (version > migrations.size() || (version > 0 && owner != applicationId)) {
      throw new DatabaseException(
          "It has schema version %d of application %#x; this Verge knows up to %d of %#x. Use the Verge that wrote it, or another home."
              .formatted(version, owner, migrations.size(), applicationId));
    }
    for (int next = version; next < migrations.size(); next++) {
      apply(handle, next);
    }
  }

  private void apply(Handle handle, int from) {
    handle.useTransaction(
        inTransaction -> {
          migrations.get(from).forEach(inTransaction::execute);
          inTransaction.execute("PRAGMA application_id = " + applicationId);
          inTransaction.execute("PRAGMA user_version = " + (from + 1));
        });
  }

  private static int pragma(Handle handle, String name) {
    return handle.createQuery("PRAGMA " + name).mapTo(Integer.class).one();
  }
}
