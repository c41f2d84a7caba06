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

  /** Of versions, and of versions of services, which have their own. */
  private static final String MANIFESTS =
      """
      SELECT coalesce(sum(bytes), 0) FROM (
        SELECT octet_length(manifest) AS bytes FROM versions WHERE tenant = %1$s
        UNION ALL SELECT octet_length(d.manifest) FROM services s
          JOIN service_versions d ON d.service = s.id WHERE s.tenant = %1$s)
      """;

  private static final String TENANTS =
      """
      SELECT t.tenant, t.created, t.functions, t.stored_bytes, t.memory_bytes,
        t.cpu_ms_per_request, t.cpu_ms_per_minute, t.in_flight,
        (SELECT count(*) FROM functions f WHERE f.tenant = t.tenant) AS functions_used,
        (SELECT count(*) FROM versions v WHERE v.tenant = t.tenant) AS versions_used,
        (SELECT coalesce(sum(bytes), 0) FROM (%s)) + (%s) AS bytes_used
      FROM tenants t
      """
          .formatted(FILES.formatted("t.tenant"), MANIFESTS.formatted("t.tenant"));

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

  /** What the manifests of the tenant's versions take. */
  static long manifestBytes(Handle handle, String tenant) {
    return handle
        .createQuery(MANIFESTS.formatted(":tenant"))
        .bind("tenant", tenant)
        .mapTo(Long.class)
        .one();
  }

  /** What the tenant's files and manifests would have together with these. */
  static long bytesWith(
      Handle handle, String tenant, Blob module, Optional<Blob> assets, long manifestBytes) {
    Blob other = assets.orElse(module);
    return handle
        .createQuery(
            "SELECT sum(bytes) + (%s) + :manifest FROM (%s UNION SELECT :module, :module_bytes UNION SELECT :assets, :assets_bytes)"
                .formatted(MANIFESTS.formatted(":tenant"), FILES.formatted(":tenant")))
        .bind("manifest", manifestBytes)
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
                "INSERT INTO tenants (tenant, created) VALUES (:tenant, :created) ON CONFLICT DO NOTHING")
            .bind("tenant", tenant)
            .bind("created", created.toString())
            .execute()
        > 0;
  }

  static void limit(Handle handle, String tenant, Quotas quotas) {
    handle
        .createUpdate(
            """
            UPDATE tenants SET functions = :functions, stored_bytes = :stored_bytes,
              memory_bytes = :memory_bytes, cpu_ms_per_request = :cpu_ms_per_request,
              cpu_ms_per_minute = :cpu_ms_per_minute, in_flight = :in_flight
            WHERE tenant = :tenant
            """)
        .bind("tenant", tenant)
        .bind("functions", quotas.functions())
        .bind("stored_bytes", quotas.storedBytes())
        .bind("memory_bytes", quotas.memoryBytes())
        .bind("cpu_ms_per_request", quotas.cpuMsPerRequest())
        .bind("cpu_ms_per_minute", quotas.cpuMsPerMinute())
        .bind("in_flight", quotas.inFlight())
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
    return new StoredTenant(
        row.getString("tenant"),
        Instant.parse(row.getString("created")),
        new Quotas(
            count(row, "functions"),
            amount(row, "stored_bytes"),
            amount(row, "memory_bytes"),
            amount(row, "cpu_ms_per_request"),
            amount(row, "cpu_ms_per_minute"),
            count(row, "in_flight")),
        new TenantUse(
            row.getInt("functions_used"), row.getInt("versions_used"), row.getLong("bytes_used")));
  }

  private static OptionalInt count(ResultSet row, String column) throws SQLException {
    int count = row.getInt(column);
    return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(count);
  }

  private static OptionalLong amount(ResultSet row, String column) throws SQLException {
    long amount = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(amount);
  }
}
