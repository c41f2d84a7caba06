package dev.verge.isolate.platform.live;

import dev.verge.isolate.platform.sqlite.Schema;
import java.util.List;

/** The tables of {@code live.db}. */
final class LiveSchema {
  static final Schema LIVE =
      new Schema(
          0x56674C69, // "VgLi"
          List.of(
              List.of(
                  """
                  CREATE TABLE stores (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    kind TEXT NOT NULL,
                    tenant TEXT NOT NULL,
                    name TEXT NOT NULL,
                    generation INTEGER NOT NULL,
                    created INTEGER NOT NULL,
                    updated INTEGER NOT NULL,
                    items INTEGER NOT NULL DEFAULT 0,
                    bytes INTEGER NOT NULL DEFAULT 0,
                    UNIQUE (kind, tenant, name)
                  ) STRICT
                  """,
                  """
                  CREATE TABLE items (
                    store INTEGER NOT NULL REFERENCES stores ON DELETE CASCADE,
                    key TEXT NOT NULL,
                    value TEXT NOT NULL,
                    generation INTEGER NOT NULL,
                    created INTEGER NOT NULL,
                    updated INTEGER NOT NULL,
                    PRIMARY KEY (store, key)
                  ) STRICT, WITHOUT ROWID
                  """,
                  """
                  CREATE TABLE generations (last INTEGER NOT NULL) STRICT
                  """,
                  """
                  INSERT INTO generations VALUES (0)
                  """,
                  """
                  CREATE TRIGGER item_added AFTER INSERT ON items BEGIN
                    UPDATE stores SET items = items + 1,
                        bytes = bytes + octet_length(NEW.key) + octet_length(NEW.value)
                      WHERE id = NEW.store;
                  END
                  """,
                  """
                  CREATE TRIGGER item_changed AFTER UPDATE ON items BEGIN
                    UPDATE stores
                      SET bytes = bytes + octet_length(NEW.value) - octet_length(OLD.value)
                      WHERE id = NEW.store;
                  END
                  """,
                  """
                  CREATE TRIGGER item_removed AFTER DELETE ON items BEGIN
                    UPDATE stores SET items = items - 1,
                        bytes = bytes - octet_length(OLD.key) - octet_length(OLD.value)
                      WHERE id = OLD.store;
                  END
                  """)));

  private LiveSchema() {}
}
