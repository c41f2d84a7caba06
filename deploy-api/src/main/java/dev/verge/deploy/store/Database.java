package dev.verge.deploy.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
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
 * One connection to one SQLite file, used in turns: SQLite has one writer at a time anyway, and a
 * control plane's turns are short. A committed transaction is on disk.
 */
final class Database implements AutoCloseable {
  private final Connection connection;
  private final Jdbi jdbi;
  private final ReentrantLock turn = new ReentrantLock();

  private Database(Connection connection) {
    this.connection = connection;
    this.jdbi = Jdbi.create(connection);
  }

  /**
   * Opens a file, which is made when it is missing, and brings its tables up to date.
   *
   * @throws StoreException when that cannot be done
   */
  static Database open(Path file) {
    try {
      Database database = new Database(connect(file));
      try {
        database.jdbi.useHandle(Schema::migrate);
      } catch (RuntimeException e) {
        database.close();
        throw e;
      }
      return database;
    } catch (SQLException | JdbiException e) {
      throw new StoreException(
          "The database %s cannot be opened: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Connection connect(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setTransactionMode(TransactionMode.IMMEDIATE);
    config.enforceForeignKeys(true);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source.getConnection();
  }

  /**
   * Reads.
   *
   * @throws StoreException when the database cannot be used
   */
  <T> T read(Function<Handle, T> query) {
    turn.lock();
    try {
      return jdbi.withHandle(query::apply);
    } catch (JdbiException e) {
      throw new StoreException("The database cannot be read: " + e.getMessage(), e);
    } finally {
      turn.unlock();
    }
  }

  /**
   * Changes in one transaction, which is rolled back when the change throws.
   *
   * @throws StoreException when the database cannot be changed
   */
  <T> T write(Function<Handle, T> change) {
    turn.lock();
    try {
      return jdbi.inTransaction(change::apply);
    } catch (JdbiException e) {
      throw new StoreException("The database cannot be changed: " + e.getMessage(), e);
    } finally {
      turn.unlock();
    }
  }

  /** Waits for a turn in progress. */
  @Override
  public void close() {
    turn.lock();
    try {
      connection.close();
    } catch (SQLException e) {
      throw new StoreException("The database cannot be closed: " + e.getMessage(), e);
    } finally {
      turn.unlock();
    }
  }
}
