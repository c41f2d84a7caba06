package dev.verge.isolate.platform.kv;

import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.sqlite.Database;
import dev.verge.isolate.platform.sqlite.DatabaseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bytes under the keys: received, read and removed in pieces. Safe on any thread. */
final class Values {
  /** As Fastly documents it. */
  static final long MOST_BYTES = 25_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(Values.class);
  private static final int READ_BYTES = 16 << 10;
  private final Database database;
  private final Quota quota;
  private final Pins pins = new Pins();
  private final AtomicLong last;

  Values(Database database, Quota quota) {
    this.database = database;
    this.quota = quota;
    this.last = new AtomicLong(database.read(Values::lastValue));
  }

  private static long lastValue(Handle handle) {
    return handle
        .createQuery(
            "SELECT max(coalesce((SELECT max(value) FROM chunks), 0), coalesce((SELECT max(value) FROM entries), 0))")
        .mapTo(Long.class)
        .one();
  }

  /**
   * Takes in a whole value, a small one in memory, a larger one piece by piece in the database. The
   * source is closed.
   *
   * @throws KvException when there is too much
   */
  Draft receive(String tenant, Source source) throws InterruptedException {
    Draft draft = new Draft(tenant);
    try (source) {
      byte[] buffer = new byte[READ_BYTES];
      for (int count = source.read(buffer, 0, buffer.length);
          count >= 0;
          count = source.read(buffer, 0, buffer.length)) {
        draft.add(buffer, count);
      }
      draft.end();
      return draft;
    } catch (RuntimeException | InterruptedException | Error e) {
      draft.close();
      throw e;
    }
  }

  /** A value that no entry has yet. Closed when one has, or none will. */
  final class Draft implements AutoCloseable {
    private final String tenant;
    private final long value = last.incrementAndGet();
    private final ChunkWriter writer = new ChunkWriter(this::stage);
    private long length;
    private boolean staged;

    private Draft(String tenant) {
      this.tenant = tenant;
    }

    long length() {
      return length;
    }

    /** How much of it counts for the tenant already. */
    long counted() {
      return staged ? length : 0;
    }

    private void add(byte[] bytes, int count) {
      length += count;
      requireAcceptable(length);
      writer.write(bytes, count);
    }

    private void end() {
      if (staged) {
        writer.finish();
      }
    }

    private void stage(byte[] chunk) {
      int position = writer.chunks();
      if (!staged) {
        staged = true;
        pins.pin(value);
      }
      database.write(
          handle -> {
            quota.requireToReceive(handle, tenant, chunk.length);
            insertChunk(handle, value, position, chunk);
            return handle
                .createUpdate(
                    "INSERT INTO garbage (value, tenant, bytes) VALUES (:value, :tenant, :bytes) ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes")
                .bind("value", value)
                .bind("tenant", tenant)
                .bind("bytes", chunk.length)
                .execute();
          });
    }

    /** Makes it the value of an entry, in the transaction that makes the entry. */
    Stored adopt(Handle handle) {
      if (staged) {
        handle.execute("DELETE FROM garbage WHERE value = ?", value);
        return new Stored(value, writer.chunks(), length);
      }
      if (length > 0) {
        insertChunk(handle, value, 0, writer.rest());
      }
      return new Stored(value, length > 0 ? 1 : 0, length);
    }

    /** As {@link #adopt}, of this value behind or before one that an entry has. */
    Stored join(Handle handle, Stored other, boolean behind) {
      long joined = last.incrementAndGet();
      ChunkWriter[] target = new ChunkWriter[1];
      target[0] = new ChunkWriter(chunk -> insertChunk(handle, joined, target[0].chunks(), chunk));
      if (behind) {
        forEachChunk(handle, other, chunk -> target[0].write(chunk, chunk.length));
      }
      if (staged) {
        forEachChunk(
            handle,
            new Stored(value, writer.chunks(), length),
            chunk -> target[0].write(chunk, chunk.length));
      } else {
        target[0].write(writer.rest(), (int) length);
      }
      if (!behind) {
        forEachChunk(handle, other, chunk -> target[0].write(chunk, chunk.length));
      }
      return new Stored(joined, target[0].finish(), other.length + length);
    }

    @Override
    public void close() {
      if (staged) {
        pins.unpin(value);
        collect();
      }
    }
  }

  /**
   * A value that an entry has.
   *
   * @param value its number
   * @param chunks how many there are
   * @param length in bytes
   */
  record Stored(long value, int chunks, long length) {}

  /** Refuses a value that is too large. */
  static void requireAcceptable(long length) {
    if (length > MOST_BYTES) {
      throw new KvException(
          KvException.Reason.TOO_LARGE,
          "A value of more than %d bytes cannot be stored.".formatted(MOST_BYTES));
    }
  }

  /**
   * Opens a value of more than one chunk.
   *
   * @return empty when it was replaced and removed meanwhile
   */
  Optional<Source> open(Stored stored) {
    if (!pins.pin(stored.value)) {
      return Optional.empty();
    }
    try {
      Optional<byte[]> first = chunk(stored.value, 0);
      if (first.isPresent()) {
        return Optional.of(new StoredSource(this, stored, first.get()));
      }
    } catch (RuntimeException e) {
      pins.unpin(stored.value);
      throw e;
    }
    pins.unpin(stored.value);
    return Optional.empty();
  }

  /** A value of at most one chunk. */
  static Source whole(Optional<byte[]> chunk) {
    return chunk.<Source>map(ByteSource::new).orElse(ByteSource.EMPTY);
  }

  Optional<byte[]> chunk(long value, int position) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT bytes FROM chunks WHERE value = ? AND position = ?")
                .bind(0, value)
                .bind(1, position)
                .mapTo(byte[].class)
                .findOne());
  }

  /** A reader of a value has finished. */
  void release(Stored stored) {
    pins.unpin(stored.value);
    try {
      collect();
    } catch (DatabaseException e) {
      LOG.warn("A value that is not needed any more stays until the next start.", e);
    }
  }

  /** Removes the values that no entry has and nobody reads. */
  void collect() {
    List<Long> garbage =
        database.read(
            handle -> handle.createQuery("SELECT value FROM garbage").mapTo(Long.class).list());
    for (long value : garbage) {
      if (pins.startRemoving(value)) {
        try {
          database.write(handle -> remove(handle, value));
        } finally {
          pins.removed(value);
        }
      }
    }
  }

  /** An entry may have the value by now, which was still being received when it was found. */
  private static int remove(Handle handle, long value) {
    int removed = handle.execute("DELETE FROM garbage WHERE value = ?", value);
    return removed == 0 ? 0 : handle.execute("DELETE FROM chunks WHERE value = ?", value);
  }

  private static void insertChunk(Handle handle, long value, int position, byte[] bytes) {
    handle
        .createUpdate("INSERT INTO chunks (value, position, bytes) VALUES (?, ?, ?)")
        .bind(0, value)
        .bind(1, position)
        .bind(2, bytes)
        .execute();
  }

  private static void forEachChunk(Handle handle, Stored stored, Consumer<byte[]> consumer) {
    for (int position = 0; position < stored.chunks; position++) {
      consumer.accept(
          handle
              .createQuery("SELECT bytes FROM chunks WHERE value = ? AND position = ?")
              .bind(0, stored.value)
              .bind(1, position)
              .mapTo(byte[].class)
              .one());
    }
  }
}
