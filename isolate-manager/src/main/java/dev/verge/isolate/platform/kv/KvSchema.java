package dev.verge.isolate.platform.kv;

import dev.verge.isolate.platform.sqlite.Schema;
import java.util.List;

/** The tables of {@code kv.db}. */
final class KvSchema {
  /**
   * A value lies in numbered chunks under a number of its own, so that large ones pass through in
   * pieces. A number in {@code garbage} belongs to no entry: its value is being received ({@code
   * tenant} tells for whom), or was replaced and goes as soon as nobody reads it; whatever is there
   * at start-up goes. A value of one chunk is read together with its entry, so it goes at once.
   */
  static final Schema KV =
      new Schema(
          0x56674B56, // "VgKV"
          List.of(
              List.of(
                  """
                  CREATE TABLE stores (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    tenant TEXT NOT NULL,
                    name TEXT NOT NULL,
                    entries INTEGER NOT NULL DEFAULT 0,
                    bytes INTEGER NOT NULL DEFAULT 0,
                    UNIQUE (tenant, name)
                  ) STRICT
                  """,
                  """
                  CREATE TABLE entries (
                    store INTEGER NOT NULL REFERENCES stores ON DELETE CASCADE,
                    key BLOB NOT NULL,
                    value INTEGER NOT NULL,
                    chunks INTEGER NOT NULL,
                    length INTEGER NOT NULL,
                    metadata TEXT NOT NULL,
                    generation INTEGER NOT NULL,
                    expires INTEGER,
                    bytes INTEGER NOT NULL,
                    PRIMARY KEY (store, key)
                  ) STRICT, WITHOUT ROWID
                  """,
                  """
                  CREATE INDEX entries_by_expiry ON entries (expires) WHERE expires IS NOT NULL
                  """,
                  """
                  CREATE TABLE chunks (
                    value INTEGER NOT NULL,
                    position INTEGER NOT NULL,
                    bytes BLOB NOT NULL,
                    PRIMARY KEY (value, position)
                  ) STRICT
                  """,
                  """
                  CREATE TABLE garbage (
                    value INTEGER PRIMARY KEY,
                    tenant TEXT,
                    bytes INTEGER NOT NULL
                  ) STRICT
                  """,
                  """
                  CREATE TABLE generations (last INTEGER NOT NULL) STRICT
                  """,
                  """
                  INSERT INTO generations VALUES (0)
                  """,
                  """
                  CREATE TRIGGER entry_added AFTER INSERT ON entries BEGIN
                    UPDATE stores SET entries = entries + 1, bytes = bytes + NEW.bytes
                      WHERE id = NEW.store;
                  END
                  """,
                  """
                  CREATE TRIGGER entry_changed AFTER UPDATE ON entries BEGIN
                    UPDATE stores SET bytes = bytes + NEW.bytes - OLD.bytes WHERE id = NEW.store;
                    DELETE FROM chunks WHERE value = OLD.value AND OLD.chunks = 1;
                    INSERT INTO garbage (value, bytes) SELECT OLD.value, OLD.length
                      WHERE OLD.chunks > 1;
                  END
                  """,
                  """
                  CREATE TRIGGER entry_removed AFTER DELETE ON entries BEGIN
                    UPDATE stores SET entries = entries - 1, bytes = bytes - OLD.bytes
                      WHERE id = OLD.store;
                    DELETE FROM chunks WHERE value = OLD.value AND OLD.chunks = 1;
                    INSERT INTO garbage (value, bytes) SELECT OLD.value, OLD.length
                      WHERE OLD.chunks > 1;
                  END
                  """),
              List.of(
                  """
                  ALTER TABLE stores ADD COLUMN created INTEGER NOT NULL DEFAULT 0
                  """,
                  """
                  UPDATE stores SET created = unixepoch() * 1000
                  """)));

  private KvSchema() {}
}
