package dev.verge.deploy.store;

import dev.verge.deploy.audit.Actor;
import dev.verge.deploy.audit.AuditEntry;
import dev.verge.deploy.audit.AuditQuery;
import dev.verge.deploy.audit.Change;
import dev.verge.deploy.audit.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements on the audit log; each is one step of a caller's transaction. */
final class AuditRows {
  private AuditRows() {}

  static void append(Handle handle, Change change, Outcome outcome) {
    handle
        .createUpdate(
            """
            INSERT INTO audit (time, token, token_name, tenant, function, action, detail, outcome)
            VALUES (:time, :token, :token_name, :tenant, :function, :action, :detail, :outcome)
            """)
        .bind("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
        .bind("token", change.by().id())
        .bind("token_name", change.by().name())
        .bind("tenant", change.tenant())
        .bind("function", change.function())
        .bind("action", change.action().label())
        .bind("detail", change.detail())
        .bind("outcome", outcome.label())
        .execute();
  }

  static List<AuditEntry> entries(Handle handle, AuditQuery query) {
    String tenant = query.tenant().isPresent() ? "AND tenant = :tenant" : "";
    return handle
        .createQuery(
            "SELECT * FROM audit WHERE id < :before %s ORDER BY id DESC LIMIT :limit"
                .formatted(tenant))
        .bind("before", query.before().orElse(Long.MAX_VALUE))
        .bind("limit", query.limit())
        .bindMap(query.tenant().map(name -> Map.of("tenant", name)).orElse(Map.of()))
        .map((row, context) -> entry(row))
        .list();
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(
        row.getLong("id"),
        Instant.parse(row.getString("time")),
        new Actor(row.getString("token"), row.getString("token_name")),
        Optional.ofNullable(row.getString("tenant")),
        Optional.ofNullable(row.getString("function")),
        row.getString("action"),
        row.getString("detail"),
        row.getString("outcome"));
  }
}
