package dev.verge.deploy.store;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** The database's tables, and how an older database becomes a newer one. */
final class Schema {
  /** "Verg", so that {@code file} and a careless operator can tell whose database this is. */
  private static final int APPLICATION_ID = 0x56657267;

  /**
   * Entry n leads from {@code user_version} n to n + 1. Published entries never change.
   *
   * <p>{@code numberings} outlives its function: a number, once given, never means other bytes, not
   * even after a function was deleted and made again; nor does a revision of its deployment. {@code
   * deployments} refers to a version without cascading, so a deployed version cannot be deleted; so
   * does {@code rollouts}, while one runs, to the version {@code held} beside it. What is in {@code
   * audit} can only be added to, by whatever statement; Jdbi finds the {@code BEGIN} of a trigger
   * only on a line of its own. {@code service_versions} has numbers of versions that may be
   * deleted. {@code served} is the revision with which a version was deployed last, and null when
   * it never was, or was taken back since; {@code was_deployed} is whether it ever was.
   */
  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE numberings (
            tenant TEXT NOT NULL,
            function TEXT NOT NULL,
            last INTEGER NOT NULL,
            PRIMARY KEY (tenant, function)
          ) STRICT, WITHOUT ROWID;
          CREATE TABLE functions (
            tenant TEXT NOT NULL,
            function TEXT NOT NULL,
            PRIMARY KEY (tenant, function)
          ) STRICT, WITHOUT ROWID;
          CREATE TABLE versions (
            tenant TEXT NOT NULL,
            function TEXT NOT NULL,
            number INTEGER NOT NULL,
            created TEXT NOT NULL,
            module_sha256 TEXT NOT NULL,
            module_bytes INTEGER NOT NULL,
            assets_sha256 TEXT,
            assets_bytes INTEGER,
            manifest TEXT NOT NULL,
            PRIMARY KEY (tenant, function, number),
            FOREIGN KEY (tenant, function) REFERENCES functions ON DELETE CASCADE
          ) STRICT;
          CREATE INDEX versions_by_module ON versions (module_sha256);
          CREATE INDEX versions_by_assets ON versions (assets_sha256);
          CREATE TABLE hostnames (
            hostname TEXT NOT NULL,
            tenant TEXT NOT NULL,
            function TEXT NOT NULL,
            number INTEGER NOT NULL,
            PRIMARY KEY (hostname, tenant, function, number),
            FOREIGN KEY (tenant, function, number) REFERENCES versions ON DELETE CASCADE
          ) STRICT, WITHOUT ROWID;
          CREATE INDEX hostnames_by_version ON hostnames (tenant, function, number);
          CREATE TABLE deployments (
            tenant TEXT NOT NULL,
            function TEXT NOT NULL,
            number INTEGER NOT NULL,
            PRIMARY KEY (tenant, function),
            FOREIGN KEY (tenant, function, number) REFERENCES versions
          ) STRICT, WITHOUT ROWID;
          """,
          """
          CREATE TABLE samples (
            tenant TEXT NOT NULL,
            function TEXT NOT NULL,
            requests TEXT NOT NULL,
            PRIMARY KEY (tenant, function),
            FOREIGN KEY (tenant, function) REFERENCES functions ON DELETE CASCADE
          ) STRICT, WITHOUT ROWID;
          """,
          """
          CREATE TABLE tenants (
            tenant TEXT NOT NULL PRIMARY KEY,
            created TEXT NOT NULL,
            functions INTEGER,
            stored_bytes INTEGER
          ) STRICT, WITHOUT ROWID;
          INSERT INTO tenants
            SELECT f.tenant,
              coalesce(min(v.created), strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), NULL, NULL
            FROM functions f
            LEFT JOIN versions v ON (v.tenant, v.function) = (f.tenant, f.function)
            GROUP BY f.tenant;
          CREATE TABLE tokens (
            id TEXT NOT NULL PRIMARY KEY,
            sha256 TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            tenant TEXT REFERENCES tenants ON DELETE CASCADE,
            scope TEXT NOT NULL,
            created TEXT NOT NULL,
            made_by TEXT NOT NULL,
            made_by_name TEXT NOT NULL,
            last_used TEXT
          ) STRICT, WITHOUT ROWID;
          CREATE INDEX tokens_by_tenant ON tokens (tenant);
          CREATE TABLE audit (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            time TEXT NOT NULL,
            token TEXT NOT NULL,
            token_name TEXT NOT NULL,
            tenant TEXT,
            function TEXT,
            action TEXT NOT NULL,
            detail TEXT NOT NULL,
            outcome TEXT NOT NULL
          ) STRICT;
          CREATE INDEX audit_by_tenant ON audit (tenant, id);
          CREATE TRIGGER audit_is_not_updated BEFORE UPDATE ON audit
          BEGIN
            SELECT RAISE(ABORT, 'the audit log is only appended to');
          END;
          CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
          BEGIN
            SELECT RAISE(ABORT, 'the audit log is only appended to');
          END;
          """,
          """
          ALTER TABLE versions ADD COLUMN note TEXT NOT NULL DEFAULT '';
          ALTER TABLE versions ADD COLUMN made_by TEXT;
          ALTER TABLE versions ADD COLUMN made_by_name TEXT;
          ALTER TABLE numberings ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
          CREATE TABLE rollouts (
            tenant TEXT NOT NULL,
            function TEXT NOT NULL,
            number INTEGER NOT NULL,
            previous INTEGER NOT NULL,
            held INTEGER,
            permille INTEGER,
            sticky TEXT,
            header TEXT,
            error_rate REAL,
            p99_us INTEGER,
            min_requests INTEGER,
            window_s INTEGER,
            state TEXT NOT NULL,
            why TEXT NOT NULL,
            requests INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            slow INTEGER NOT NULL,
            began TEXT NOT NULL,
            ended TEXT,
            PRIMARY KEY (tenant, function),
            FOREIGN KEY (tenant, function) REFERENCES functions ON DELETE CASCADE,
            FOREIGN KEY (tenant, function, held) REFERENCES versions
          ) STRICT, WITHOUT ROWID;
          """,
          """
          CREATE TABLE services (
            id TEXT NOT NULL PRIMARY KEY,
            tenant TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
            function TEXT NOT NULL,
            name TEXT NOT NULL,
            comment TEXT NOT NULL,
            created TEXT NOT NULL,
            updated TEXT NOT NULL,
            UNIQUE (tenant, function)
          ) STRICT, WITHOUT ROWID;
          CREATE TABLE service_versions (
            service TEXT NOT NULL REFERENCES services ON DELETE CASCADE,
            number INTEGER NOT NULL,
            comment TEXT NOT NULL,
            created TEXT NOT NULL,
            updated TEXT NOT NULL,
            locked INTEGER NOT NULL,
            activated INTEGER NOT NULL,
            version INTEGER,
            manifest TEXT NOT NULL,
            about TEXT,
            PRIMARY KEY (service, number)
          ) STRICT, WITHOUT ROWID;
          """,
          """
          ALTER TABLE tenants ADD COLUMN memory_bytes INTEGER;
          ALTER TABLE tenants ADD COLUMN cpu_ms_per_request INTEGER;
          ALTER TABLE tenants ADD COLUMN cpu_ms_per_minute INTEGER;
          ALTER TABLE tenants ADD COLUMN in_flight INTEGER;
          """,
          """
          CREATE INDEX audit_by_token ON audit (token, id);
          CREATE INDEX audit_by_time ON audit (time);
          CREATE INDEX audit_of_ends ON audit (tenant, id)
            WHERE action = 'tenant-delete' AND outcome = 'done';
          """,
          """
          ALTER TABLE versions ADD COLUMN served INTEGER;
          UPDATE versions SET served = -1
            WHERE (tenant, function, number) IN (
              SELECT tenant, function, previous FROM rollouts
              WHERE state = 'PROMOTED' OR (state = 'RUNNING' AND permille IS NULL));
          UPDATE versions SET served = 0
            WHERE (tenant, function, number) IN (SELECT tenant, function, number FROM deployments);
          """,
          """
          ALTER TABLE versions ADD COLUMN was_deployed INTEGER NOT NULL DEFAULT 0;
          UPDATE versions SET was_deployed = 1
            WHERE (tenant, function, number) IN (SELECT tenant, function, number FROM deployments);
          """);

  private Schema() {}

  /**
   * @throws StoreException when the database is of a newer Verge, or of something else
   */
  static void migrate(Handle handle) {
    int version = pragma(handle, "user_version");
    int owner = pragma(handle, "application_id");
    if (version > MIGRATIONS.size() || (version > 0 && owner != APPLICATION_ID)) {
      throw new StoreException(
          "The database has schema version %d of application %#x; this Verge knows up to %d of %#x. Use the Verge that wrote it, or another home."
              .formatted(version, owner, MIGRATIONS.size(), APPLICATION_ID));
    }
    for (int next = version; next < MIGRATIONS.size(); next++) {
      apply(handle, next);
    }
  }

  private static void apply(Handle handle, int from) {
    handle.useTransaction(
        inTransaction -> {
          inTransaction.createScript(MIGRATIONS.get(from)).execute();
          inTransaction.execute("PRAGMA application_id = " + APPLICATION_ID);
          inTransaction.execute("PRAGMA user_version = " + (from + 1));
        });
  }

  private static int pragma(Handle handle, String name) {
    return handle.createQuery("PRAGMA " + name).mapTo(Integer.class).one();
  }
}
