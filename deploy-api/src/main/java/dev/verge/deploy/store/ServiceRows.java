package dev.verge.deploy.store;

import dev.verge.isolate.FunctionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;

/** The statements on the tables of services; each is one step of a caller's transaction. */
final class ServiceRows {
  private static final String VERSION =
      "number, comment, created, updated, locked, activated, version";

  private ServiceRows() {}

  static List<StoredService> services(Handle handle, String tenant) {
    return handle
        .createQuery("SELECT * FROM services WHERE tenant = :tenant ORDER BY created, id")
        .bind("tenant", tenant)
        .map((row, context) -> service(row))
        .list();
  }

  static Optional<StoredService> service(Handle handle, String id) {
    return handle
        .createQuery("SELECT * FROM services WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> service(row))
        .findOne();
  }

  static Optional<StoredService> service(Handle handle, FunctionId function) {
    return Rows.bind(
            handle.createQuery(
                "SELECT * FROM services WHERE (tenant, function) = (:tenant, :function)"),
            function)
        .map((row, context) -> service(row))
        .findOne();
  }

  static void touch(Handle handle, String id, Instant now) {
    handle
        .createUpdate("UPDATE services SET updated = :now WHERE id = :id")
        .bind("now", now.toString())
        .bind("id", id)
        .execute();
  }

  static void put(Handle handle, StoredService service) {
    Rows.bind(
            handle.createUpdate(
                """
                INSERT INTO services
                  VALUES (:id, :tenant, :function, :name, :comment, :created, :updated)
                ON CONFLICT (id) DO UPDATE SET name = excluded.name, comment = excluded.comment,
                  updated = excluded.updated
                """),
            service.function())
        .bind("id", service.id())
        .bind("name", service.name())
        .bind("comment", service.comment())
        .bind("created", service.created().toString())
        .bind("updated", service.updated().toString())
        .execute();
  }

  static void delete(Handle handle, String id) {
    handle.createUpdate("DELETE FROM services WHERE id = :id").bind("id", id).execute();
  }

  static void delete(Handle handle, String service, int number) {
    handle
        .createUpdate("DELETE FROM service_versions WHERE service = :service AND number = :number")
        .bind("service", service)
        .bind("number", number)
        .execute();
  }

  static List<StoredServiceVersion> versions(Handle handle, String service) {
    return handle
        .createQuery(
            "SELECT %s FROM service_versions WHERE service = :service ORDER BY number"
                .formatted(VERSION))
        .bind("service", service)
        .map((row, context) -> version(row))
        .list();
  }

  static Optional<StoredDraft> draft(Handle handle, String service, int number) {
    return handle
        .createQuery(
            "SELECT %s, manifest, about FROM service_versions WHERE service = :service AND number = :number"
                .formatted(VERSION))
        .bind("service", service)
        .bind("number", number)
        .map(
            (row, context) ->
                new StoredDraft(
                    version(row),
                    row.getString("manifest"),
                    Optional.ofNullable(row.getString("about"))))
        .findOne();
  }

  static void put(Handle handle, String service, StoredDraft draft) {
    StoredServiceVersion version = draft.version();
    handle
        .createUpdate(
            """
            INSERT INTO service_versions
              VALUES (:service, :number, :comment, :created, :updated, :locked, :activated,
                :version, :manifest, :about)
            ON CONFLICT DO UPDATE SET comment = excluded.comment, updated = excluded.updated,
              locked = excluded.locked, activated = excluded.activated,
              version = excluded.version, manifest = excluded.manifest, about = excluded.about
            """)
        .bind("service", service)
        .bind("number", version.number())
        .bind("comment", version.comment())
        .bind("created", version.created().toString())
        .bind("updated", version.updated().toString())
        .bind("locked", version.locked())
        .bind("activated", version.activated())
        .bind(
            "version",
            version.version().isPresent()
                ? Optional.of(version.version().getAsInt())
                : Optional.<Integer>empty())
        .bind("manifest", draft.manifest())
        .bind("about", draft.about())
        .execute();
  }

  private static StoredService service(ResultSet row) throws SQLException {
    return new StoredService(
        row.getString("id"),
        new FunctionId(row.getString("tenant"), row.getString("function")),
        row.getString("name"),
        row.getString("comment"),
        Instant.parse(row.getString("created")),
        Instant.parse(row.getString("updated")));
  }

  private static StoredServiceVersion version(ResultSet row) throws SQLException {
    int version = row.getInt("version");
    OptionalInt module = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(version);
    return new StoredServiceVersion(
        row.getInt("number"),
        row.getString("comment"),
        Instant.parse(row.getString("created")),
        Instant.parse(row.getString("updated")),
        row.getBoolean("locked"),
        row.getBoolean("activated"),
        module);
  }
}
