package dev.verge.isolate.platform.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/**
 * One SQLite file, used by this process alone. Writers take turns at one connection, since SQLite
 * has one writer at a time anyway; readers have others and do not wait for writers, nor writers for
 * them (write-ahead log). A committed transaction is on disk. Safe on any thread; threads are not
 * interrupted in their turns, which are short.
 */
public final class Database implements AutoCloseable {
  private static final int READERS = 4;

  /** The write-ahead log is cut back to this once a burst is over. */
  private static final int MOST_IDLE_LOG_BYTES = 64 << 20;

  private final Path file;
  private final List<Connection> connections = new ArrayList<>();
  private final ReentrantLock turn = new ReentrantLock();
  private final BlockingQueue<Jdbi> readers = new ArrayBlockingQueue<>(READERS);
  private final Jdbi writer;
  private int readerCount;

  private Database(Path file) throws SQLException {
    this.file = file;
    this.writer = connect(false);
  }

  /**
   * Opens a file, which is made when it is missing, and brings its tables up to date.
   *
   * @throws DatabaseException when that cannot be done
   */
  public static Database open(Path file, Schema schema) {
    try {
      Database database = new Database(file);
      try {
        database.writer.useHandle(schema::migrate);
        for (int count = 0; count < READERS; count++) {
          database.readers.add(database.connect(true));
          database.readerCount++;
        }
        return database;
      } catch (RuntimeException | SQLException e) {
        database.close();
        throw e;
      }
    } catch (SQLException | JdbiException | DatabaseException e) {
      throw new DatabaseException(
          "The database %s cannot be opened: %s".formatted(file, e.getMessage()), e);
    }
  }

  private Jdbi connect(boolean readOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(readOnly);
    if (!readOnly) {
      config.setJournalMode(JournalMode.WAL);
      config.setJournalSizeLimit(MOST_IDLE_LOG_BYTES);
    }
    config.setSynchronous(SynchronousMode.FULL);
    config.setTransactionMode(readOnly ? TransactionMode.DEFERRED : TransactionMode.IMMEDIATE);
    config.enforceForeignKeys(true);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    Connection connection = source.getConnection();
    connections.add(connection);
    return Jdbi.create(connection);
  }

  /**
   * Reads. What one statement reads is one snapshot; the next statement may see a later one.
   *
   * @throws DatabaseException when the database cannot be used
   */
  public <T> T read(Function<Handle, T> query) {
    Jdbi reader = takeReader();
    try {
      return reader.withHandle(query::apply);
    } catch (JdbiException e) {
      throw new DatabaseException(
          "The database %s cannot be read: %s".formatted(file, e.getMessage()), e);
    } finally {
      readers.add(reader);
    }
  }

  /**
   * Changes in one transaction, which is rolled back when the change throws.
   *
   * @throws DatabaseException when the database cannot be changed
   */
  public <T> T write(Function<Handle, T> change) {
    turn.lock();
    try {
      return writer.inTransaction(change::apply);
    } catch (JdbiException e) {
      throw new DatabaseException(
          "The database %s cannot be changed: %s".formatted(file, e.getMessage()), e);
    } finally {
      turn.unlock();
    }
  }

  private Jdbi takeReader() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return readers.take();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Waits for reads and a write in progress; those that come later fail. */
  @Override
  public void close() {
    turn.lock();
    List<Jdbi> idle = new ArrayList<>();
    try {
      while (idle.size() < readerCount) {
        idle.add(takeReader());
      }
      for (Connection connection : connections.reversed()) {
        connection.close();
      }
    } catch (SQLException e) {
      throw new DatabaseException(
          "The database %s cannot be closed: %s".formatted(file, e.getMessage()), e);
    } finally {
      readers.addAll(idle);
      turn.unlock();
    }
  }
}
