package dev.verge.isolate.platform.live;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Reads the tables of live stores. */
final class LiveRows {
  private LiveRows() {}

  record Store(long id, LiveStoreSummary summary) {
    static Store of(ResultSet row) throws SQLException {
      return new Store(
          row.getLong("id"),
          new LiveStoreSummary(
              row.getString("name"),
              row.getLong("items"),
              row.getLong("bytes"),
              row.getLong("generation"),
              Instant.ofEpochMilli(row.getLong("created")),
              Instant.ofEpochMilli(row.getLong("updated"))));
    }
  }

  static List<LiveStoreSummary> list(Handle handle, String kind, String tenant) {
    return handle
        .createQuery("SELECT * FROM stores WHERE kind = ? AND tenant = ? ORDER BY name")
        .bind(0, kind)
        .bind(1, tenant)
        .map((row, context) -> Store.of(row).summary())
        .list();
  }

  static Optional<Store> find(Handle handle, String kind, String tenant, String name) {
    return handle
        .createQuery("SELECT * FROM stores WHERE kind = ? AND tenant = ? AND name = ?")
        .bind(0, kind)
        .bind(1, tenant)
        .bind(2, name)
        .map((row, context) -> Store.of(row))
        .findOne();
  }

  static Optional<LiveItem> item(Handle handle, long store, String key) {
    return handle
        .createQuery("SELECT * FROM items WHERE store = ? AND key = ?")
        .bind(0, store)
        .bind(1, key)
        .map((row, context) -> item(row))
        .findOne();
  }

  /** Items behind a key, in the order of keys. */
  static List<LiveItem> items(Handle handle, long store, String behind, int limit) {
    return handle
        .createQuery("SELECT * FROM items WHERE store = ? AND key > ? ORDER BY key LIMIT ?")
        .bind(0, store)
        .bind(1, behind)
        .bind(2, limit)
        .map((row, context) -> item(row))
        .list();
  }

  /** All of a store's keys and values. */
  static Map<String, String> content(Handle handle, long store) {
    Map<String, String> content = new HashMap<>();
    handle
        .createQuery("SELECT key, value FROM items WHERE store = ?")
        .bind(0, store)
        .map((row, context) -> content.put(row.getString("key"), row.getString("value")))
        .forEach(replaced -> {});
    return content;
  }

  private static LiveItem item(ResultSet row) throws SQLException {
    return new LiveItem(
        row.getString("key"),
        row.getString("value"),
        row.getLong("generation"),
        Instant.ofEpochMilli(row.getLong("created")),
        Instant.ofEpochMilli(row.getLong("updated")));
  }
}
