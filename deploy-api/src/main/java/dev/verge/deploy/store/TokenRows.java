package dev.verge.deploy.store;

import dev.verge.deploy.audit.Actor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The statements on the table of access tokens; each is one step of a caller's transaction. */
final class TokenRows {
  private TokenRows() {}

  static List<StoredToken> tokens(Handle handle) {
    return handle
        .createQuery("SELECT * FROM tokens ORDER BY created, id")
        .map((row, context) -> token(row))
        .list();
  }

  static void insert(Handle handle, StoredToken token) {
    handle
        .createUpdate(
            """
            INSERT INTO tokens VALUES (:id, :sha256, :name, :tenant, :scope, :created, :by,
              :by_name, NULL)
            """)
        .bind("id", token.id())
        .bind("sha256", token.sha256())
        .bind("name", token.name())
        .bind("tenant", token.tenant())
        .bind("scope", token.scope())
        .bind("created", token.created().toString())
        .bind("by", token.by().id())
        .bind("by_name", token.by().name())
        .execute();
  }

  /** Returns whether it was there. */
  static boolean delete(Handle handle, String id) {
    return handle.createUpdate("DELETE FROM tokens WHERE id = :id").bind("id", id).execute() > 0;
  }

  static void used(Handle handle, Map<String, Instant> times) {
    PreparedBatch batch = handle.prepareBatch("UPDATE tokens SET last_used = :time WHERE id = :id");
    times.forEach((id, time) -> batch.bind("time", time.toString()).bind("id", id).add());
    batch.execute();
  }

  private static StoredToken token(ResultSet row) throws SQLException {
    return new StoredToken(
        row.getString("id"),
        row.getString("sha256"),
        row.getString("name"),
        Optional.ofNullable(row.getString("tenant")),
        row.getString("scope"),
        Instant.parse(row.getString("created")),
        new Actor(row.getString("made_by"), row.getString("made_by_name")),
        Optional.ofNullable(row.getString("last_used")).map(Instant::parse));
  }
}
