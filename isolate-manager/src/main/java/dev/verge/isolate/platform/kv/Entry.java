package dev.verge.isolate.platform.kv;

import dev.verge.isolate.platform.body.Source;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/**
 * A row of {@code entries}; it may have expired.
 *
 * @param stored where its value is
 * @param only the value's chunk, when it has just one
 * @param bytes how much it counts for the tenant
 */
record Entry(
    Values.Stored stored,
    Optional<byte[]> only,
    String metadata,
    long generation,
    Optional<Instant> expires,
    long bytes) {

  static Optional<Entry> find(Handle handle, long store, byte[] key) {
    return handle
        .createQuery(
            """
            SELECT e.value, e.chunks, e.length, e.metadata, e.generation, e.expires,
              e.bytes AS size, c.bytes AS only
            FROM entries e
            LEFT JOIN chunks c ON c.value = e.value AND c.position = 0 AND e.chunks = 1
            WHERE e.store = :store AND e.key = :key
            """)
        .bind("store", store)
        .bind("key", key)
        .map((row, context) -> of(row))
        .findOne();
  }

  private static Entry of(ResultSet row) throws SQLException {
    long millis = row.getLong("expires");
    Optional<Instant> expires =
        row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    return new Entry(
        new Values.Stored(row.getLong("value"), row.getInt("chunks"), row.getLong("length")),
        Optional.ofNullable(row.getBytes("only")),
        row.getString("metadata"),
        row.getLong("generation"),
        expires,
        row.getLong("size"));
  }

  /**
   * Checks which generation is there. An entry that is not there has generation 0, which no other
   * has.
   *
   * @throws KvException when it is another one
   */
  static void requireGeneration(Optional<Entry> living, OptionalLong wanted) {
    long generation = living.map(Entry::generation).orElse(0L);
    if (wanted.isPresent() && wanted.getAsLong() != generation) {
      throw new KvException(
          KvException.Reason.PRECONDITION_FAILED,
          "The entry is of generation %s.".formatted(Long.toUnsignedString(generation)));
    }
  }

  /** Empty when it was replaced meanwhile. */
  Optional<KvValue> open(Values values) {
    Optional<Source> body =
        stored.chunks() > 1 ? values.open(stored) : Optional.of(Values.whole(only));
    return body.map(source -> new KvValue(source, metadata, generation, expires));
  }
}
