package dev.verge.isolate.platform.secrets;

import dev.verge.isolate.platform.sqlite.Schema;
import java.util.List;

/** The tables of {@code secrets.db}. */
final class SecretsSchema {
  /**
   * A secret's {@code id} is never used again, so a row of a value that was replaced cannot pass
   * for the new one's. {@code proof} has one row, sealed: whether the key is that of this database.
   */
  static final Schema SECRETS =
      new Schema(
          0x56675365, // "VgSe"
          List.of(
              List.of(
                  """
                  CREATE TABLE proof (sealed BLOB NOT NULL) STRICT
                  """,
                  """
                  CREATE TABLE stores (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    tenant TEXT NOT NULL,
                    name TEXT NOT NULL,
                    UNIQUE (tenant, name)
                  ) STRICT
                  """,
                  """
                  CREATE TABLE secrets (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    store INTEGER NOT NULL REFERENCES stores ON DELETE CASCADE,
                    name TEXT NOT NULL,
                    created INTEGER NOT NULL,
                    digest BLOB NOT NULL,
                    sealed BLOB NOT NULL,
                    UNIQUE (store, name)
                  ) STRICT
                  """)));

  private SecretsSchema() {}
}
