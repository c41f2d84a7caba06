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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements on the audit log; each is one step of a caller's transaction. */
final class AuditRows {
  private static final String SINCE_LAST_END =
      """
      id > coalesce((SELECT max(id) FROM audit
        WHERE tenant = :tenant AND action = 'tenant-delete' AND outcome = 'done'), 0)""";

  /** From the first entry of the second on, which an index knows, whatever the clock did since. */
  private static final String SINCE =
      """
      rtrim(time, 'Z') >= :since
        AND id >= (SELECT min(id) FROM audit WHERE time >= :second)""";

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
    List<String> conditions = new ArrayList<>(List.of("id < :before"));
    Map<String, String> texts = new HashMap<>();
    query
        .tenant()
        .ifPresent(
            tenant -> {
              conditions.add("tenant = :tenant");
              if (query.ofPresentTenant()) {
                conditions.add(SINCE_LAST_END);
              }
              texts.put("tenant", tenant);
            });
    query
        .token()
        .ifPresent(
            token -> {
              conditions.add("token = :token");
              texts.put("token", token);
            });
    query
        .since()
        .ifPresent(
            since -> {
              conditions.add(SINCE);
              texts.put("since", sortable(since));
              texts.put("second", sortable(since.truncatedTo(ChronoUnit.SECONDS)));
            });
    return handle
        .createQuery(
            "SELECT * FROM audit WHERE %s ORDER BY id DESC LIMIT :limit"
                .formatted(String.join(" AND ", conditions)))
        .bind("before", query.before().orElse(Long.MAX_VALUE))
        .bind("limit", query.limit())
        .bindMap(texts)
        .map((row, context) -> entry(row))
        .list();
  }

  /** Without its Z, which would sort a whole second behind the fractions of it. */
  private static String sortable(Instant time) {
    String text = time.toString();
    return text.substring(0, text.length() - 1);
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
