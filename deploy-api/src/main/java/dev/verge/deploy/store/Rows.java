package dev.verge.deploy.store;

import dev.verge.deploy.audit.Actor;
import dev.verge.deploy.manifest.ManifestReader;
import dev.verge.deploy.rollout.Rollout;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.warmup.SampleRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.Update;

/** The statements on the tables of {@link Schema}; each is one step of a caller's transaction. */
final class Rows {
  private static final String FUNCTIONS =
      """
      SELECT f.tenant, f.function, d.number AS active, n.revision, v.number, v.created,
             v.module_sha256, v.module_bytes, v.assets_sha256, v.assets_bytes, v.manifest, v.note,
             v.made_by, v.made_by_name, v.served, %s
      FROM functions f
      JOIN numberings n ON (n.tenant, n.function) = (f.tenant, f.function)
      LEFT JOIN rollouts r ON (r.tenant, r.function) = (f.tenant, f.function)
      LEFT JOIN deployments d ON (d.tenant, d.function) = (f.tenant, f.function)
      LEFT JOIN versions v ON (v.tenant, v.function) = (f.tenant, f.function)
      """
          .formatted(RolloutRows.COLUMNS);
  private static final String ONE = " WHERE (tenant, function) = (:tenant, :function)";

  private Rows() {}

  static List<StoredFunction> functions(Handle handle) {
    return gather(handle.createQuery(FUNCTIONS));
  }

  static List<StoredFunction> functions(Handle handle, String tenant) {
    return gather(
        handle.createQuery(FUNCTIONS + " WHERE f.tenant = :tenant").bind("tenant", tenant));
  }

  static Optional<StoredFunction> function(Handle handle, FunctionId function) {
    String sql = FUNCTIONS + " WHERE (f.tenant, f.function) = (:tenant, :function)";
    return gather(bind(handle.createQuery(sql), function)).stream().findFirst();
  }

  static boolean exists(Handle handle, FunctionId function) {
    return bind(handle.createQuery("SELECT EXISTS (SELECT 1 FROM functions" + ONE + ")"), function)
        .mapTo(Boolean.class)
        .one();
  }

  static int versions(Handle handle, FunctionId function) {
    return bind(handle.createQuery("SELECT count(*) FROM versions" + ONE), function)
        .mapTo(Integer.class)
        .one();
  }

  static Store.Count count(Handle handle) {
    return handle
        .createQuery("SELECT (SELECT count(*) FROM functions), (SELECT count(*) FROM versions)")
        .map((row, context) -> new Store.Count(row.getInt(1), row.getInt(2)))
        .one();
  }

  static boolean refer(Handle handle, String sha256) {
    return handle
        .createQuery(
            "SELECT EXISTS (SELECT 1 FROM versions WHERE module_sha256 = :hash OR assets_sha256 = :hash)")
        .bind("hash", sha256)
        .mapTo(Boolean.class)
        .one();
  }

  static int lastNumber(Handle handle, FunctionId function) {
    return bind(handle.createQuery("SELECT last FROM numberings" + ONE), function)
        .mapTo(Integer.class)
        .findOne()
        .orElse(0);
  }

  static void insert(Handle handle, StoredVersion version) {
    VersionId id = version.id();
    change(handle, "INSERT INTO functions VALUES (:tenant, :function) ON CONFLICT DO NOTHING", id);
    change(
        handle,
        """
        INSERT INTO numberings (tenant, function, last) VALUES (:tenant, :function, :number)
        ON CONFLICT DO UPDATE SET last = excluded.last
        """,
        id);
    update(
            handle,
            """
            INSERT INTO versions (tenant, function, number, created, module_sha256, module_bytes,
              assets_sha256, assets_bytes, manifest, note, made_by, made_by_name)
            VALUES (:tenant, :function, :number, :created, :module, :module_bytes, :assets,
              :assets_bytes, :manifest, :note, :made_by, :made_by_name)
            """,
            id)
        .bind("created", version.created().toString())
        .bind("module", version.module().sha256())
        .bind("module_bytes", version.module().bytes())
        .bind("assets", version.assets().map(Blob::sha256))
        .bind("assets_bytes", version.assets().map(Blob::bytes))
        .bind("manifest", ManifestReader.write(version.manifest()))
        .bind("note", version.note())
        .bind("made_by", version.by().map(Actor::id))
        .bind("made_by_name", version.by().map(Actor::name))
        .execute();
    for (String hostname : version.manifest().hostnames()) {
      update(handle, "INSERT INTO hostnames VALUES (:hostname, :tenant, :function, :number)", id)
          .bind("hostname", hostname)
          .execute();
    }
  }

  /** Counts a change of the deployment. */
  static void revise(Handle handle, FunctionId function) {
    bind(handle.createUpdate("UPDATE numberings SET revision = revision + 1" + ONE), function)
        .execute();
  }

  /** Deploys a version; {@link #revise} comes after. */
  static void deploy(Handle handle, VersionId id) {
    change(
        handle,
        """
        INSERT INTO deployments VALUES (:tenant, :function, :number)
        ON CONFLICT DO UPDATE SET number = excluded.number
        """,
        id);
    change(
        handle,
        """
        UPDATE versions SET was_deployed = 1, served = (
          SELECT revision + 1 FROM numberings WHERE (tenant, function) = (:tenant, :function))
        WHERE (tenant, function, number) = (:tenant, :function, :number)
        """,
        id);
  }

  /** From now on a version is not gone back to, until it is deployed again. */
  static void takeBack(Handle handle, VersionId id) {
    change(handle, "UPDATE versions SET served = NULL" + ONE + " AND number = :number", id);
  }

  /** The numbers of those that were ever deployed. */
  static Set<Integer> everDeployed(Handle handle, FunctionId function) {
    return bind(
            handle.createQuery("SELECT number FROM versions" + ONE + " AND was_deployed"), function)
        .mapTo(Integer.class)
        .set();
  }

  static void undeploy(Handle handle, FunctionId function) {
    bind(handle.createUpdate("DELETE FROM deployments" + ONE), function).execute();
  }

  static void delete(Handle handle, VersionId id) {
    change(handle, "DELETE FROM versions" + ONE + " AND number = :number", id);
  }

  static void delete(Handle handle, FunctionId function) {
    bind(handle.createUpdate("DELETE FROM functions" + ONE), function).execute();
  }

  static List<SampleRequest> samples(Handle handle, FunctionId function) {
    return bind(handle.createQuery("SELECT requests FROM samples" + ONE), function)
        .mapTo(String.class)
        .findOne()
        .map(ManifestReader::storedSamples)
        .orElse(List.of());
  }

  /** Does nothing for a function that is not there any more. */
  static void keepSamples(Handle handle, FunctionId function, List<SampleRequest> samples) {
    bind(
            handle.createUpdate(
                """
                INSERT INTO samples
                  SELECT tenant, function, :requests FROM functions
                  WHERE (tenant, function) = (:tenant, :function)
                ON CONFLICT DO UPDATE SET requests = excluded.requests
                """),
            function)
        .bind("requests", ManifestReader.writeSamples(samples))
        .execute();
  }

  static FunctionId function(ResultSet row) throws SQLException {
    return new FunctionId(row.getString("tenant"), row.getString("function"));
  }

  static <S extends SqlStatement<S>> S bind(S statement, FunctionId function) {
    return statement.bind("tenant", function.tenant()).bind("function", function.name());
  }

  private static Update update(Handle handle, String sql, VersionId id) {
    return bind(handle.createUpdate(sql), id.function()).bind("number", id.number());
  }

  private static void change(Handle handle, String sql, VersionId id) {
    update(handle, sql, id).execute();
  }

  private static List<StoredFunction> gather(Query query) {
    Map<FunctionId, List<Row>> byFunction = new TreeMap<>();
    query
        .map((row, context) -> Row.of(row))
        .forEach(row -> byFunction.computeIfAbsent(row.function, id -> new ArrayList<>()).add(row));
    return byFunction.entrySet().stream()
        .map(entry -> Row.gather(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** A function beside one of its versions, or beside none when it has none. */
  private record Row(
      FunctionId function,
      OptionalInt active,
      Optional<Rollout> rollout,
      long revision,
      Optional<StoredVersion> version,
      OptionalInt served) {
    static Row of(ResultSet row) throws SQLException {
      FunctionId function = Rows.function(row);
      OptionalInt number = number(row, "number");
      return new Row(
          function,
          number(row, "active"),
          RolloutRows.rollout(row),
          row.getLong("revision"),
          number.isEmpty()
              ? Optional.empty()
              : Optional.of(version(new VersionId(function, number.getAsInt()), row)),
          number(row, "served"));
    }

    static StoredFunction gather(FunctionId function, List<Row> rows) {
      return new StoredFunction(
          function,
          rows.getFirst().active,
          rows.getFirst().rollout,
          previous(rows),
          rows.getFirst().revision,
          rows.stream()
              .flatMap(row -> row.version.stream())
              .sorted((one, other) -> Integer.compare(one.id().number(), other.id().number()))
              .toList());
    }

    /** Of those that served and were not taken back, the last beside the one that serves. */
    private static OptionalInt previous(List<Row> rows) {
      return rows.stream()
          .filter(row -> row.served.isPresent() && !row.active.equals(row.number()))
          .max((one, other) -> Integer.compare(one.served.getAsInt(), other.served.getAsInt()))
          .map(Row::number)
          .orElse(OptionalInt.empty());
    }

    private OptionalInt number() {
      return version.stream().mapToInt(it -> it.id().number()).findFirst();
    }

    private static OptionalInt number(ResultSet row, String column) throws SQLException {
      int number = row.getInt(column);
      return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private static StoredVersion version(VersionId id, ResultSet row) throws SQLException {
      String assets = row.getString("assets_sha256");
      long assetsBytes = row.getLong("assets_bytes");
      String by = row.getString("made_by");
      String name = row.getString("made_by_name");
      return new StoredVersion(
          id,
          Instant.parse(row.getString("created")),
          new Blob(row.getString("module_sha256"), row.getLong("module_bytes")),
          Optional.ofNullable(assets).map(hash -> new Blob(hash, assetsBytes)),
          ManifestReader.stored(row.getString("manifest")),
          row.getString("note"),
          Optional.ofNullable(by).map(actor -> new Actor(actor, name)));
    }
  }
}
