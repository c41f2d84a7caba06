package dev.verge.deploy.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** The statements on the table of tenants; each is one step of a caller's transaction. */
final class TenantRows {
  private static final String FILES =
      """
      SELECT module_sha256, module_bytes AS bytes FROM versions WHERE tenant = %1$s
      UNION SELECT assets_sha256, assets_bytes FROM versions
        WHERE tenant = %1$s AND assets_sha256 IS NOT NULL
      """;
  private static final String TENANTS =
      """
      SELECT t.tenant, t.created, t.functions, t.stored_bytes,
        (SELECT count(*) FROM functions f WHERE f.tenant = t.tenant) AS functions_used,
        (SELECT count(*) FROM versions v WHERE v.tenant = t.tenant) AS versions_used,
        (SELECT coalesce(sum(bytes), 0) FROM (%s)) AS bytes_used
      FROM tenants t
      """
          .formatted(FILES.formatted("t.tenant"));

  private TenantRows() {}

  static List<StoredTenant> tenants(Handle handle) {
    return handle
        .createQuery(TENANTS + " ORDER BY t.tenant")
        .map((row, context) -> tenant(row))
        .list();
  }

  static Optional<StoredTenant> tenant(Handle handle, String tenant) {
    return handle
        .createQuery(TENANTS + " WHERE t.tenant = :tenant")
        .bind("tenant", tenant)
        .map((row, context) -> tenant(row))
        .findOne();
  }

  /** What the tenant's files would have together with these. */
  static long bytesWith(Handle handle, String tenant, Blob module, Optional<Blob> assets) {
    Blob other = assets.orElse(module);
    return handle
        .createQuery(
            "SELECT sum(bytes) FROM (%s UNION SELECT :module, :module_bytes UNION SELECT :assets, :assets_bytes)"
                .formatted(FILES.formatted(":tenant")))
        .bind("tenant", tenant)
        .bind("module", module.sha256())
        .bind("module_bytes", module.bytes())
        .bind("assets", other.sha256())
        .bind("assets_bytes", other.bytes())
        .mapTo(Long.class)
        .one();
  }

  /** Returns whether it was not there. */
  static boolean make(Handle handle, String tenant, Instant created) {
    return handle
            .createUpdate(
                "INSERT INTO tenants VALUES (:tenant, :created, NULL, NULL) ON CONFLICT DO NOTHING")
            .bind("tenant", tenant)
            .bind("created", created.toString())
            .execute()
        > 0;
  }

  static void limit(Handle handle, String tenant, Quotas quotas) {
    handle
        .createUpdate(
            "UPDATE tenants SET functions = :functions, stored_bytes = :bytes WHERE tenant = :tenant")
        .bind("tenant", tenant)
        .bind(
            "functions",
            quotas.functions().isPresent()
                ? Optional.of(quotas.functions().getAsInt())
                : Optional.<Integer>empty())
        .bind(
            "bytes",
            quotas.storedBytes().isPresent()
                ? Optional.of(quotas.storedBytes().getAsLong())
                : Optional.<Long>empty())
        .execute();
  }

  /** Its tokens go with it. */
  static void delete(Handle handle, String tenant) {
    handle
        .createUpdate("DELETE FROM tenants WHERE tenant = :tenant")
        .bind("tenant", tenant)
        .execute();
  }

  private static StoredTenant tenant(ResultSet row) throws SQLException {
    int functions = row.getInt("functions");
    OptionalInt mostFunctions = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(functions);
    long bytes = row.getLong("stored_bytes");
    OptionalLong mostBytes = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(bytes);
    return new StoredTenant(
        row.getString("tenant"),
        Instant.parse(row.getString("created")),
        new Quotas(mostFunctions, mostBytes),
        new TenantUse(
            row.getInt("functions_used"), row.getInt("versions_used"), row.getLong("bytes_used")));
  }
}
