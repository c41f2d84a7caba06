package dev.verge.isolate.platform.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** A SQLite file as a whole, whoever has it open. Safe on any thread. */
public record DatabaseFile(Path path) {
  /**
   * Copies what is committed now. Who uses the database meanwhile is not held up.
   *
   * @param copy does not exist yet
   * @throws DatabaseException when it cannot be read, or the copy cannot be written
   */
  public void copyTo(Path copy) {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement("VACUUM INTO ?")) {
      statement.setString(1, copy.toString());
      statement.execute();
    } catch (SQLException e) {
      throw new DatabaseException(
          "The database %s cannot be copied: %s".formatted(path, e.getMessage()), e);
    }
  }

  /**
   * Checks that the file is whole.
   *
   * @throws DatabaseException when it is damaged, or is no database
   */
  public void check() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("PRAGMA quick_check(1)")) {
      String told = found.next() ? found.getString(1) : "nothing";
      if (!told.equals("ok")) {
        throw new DatabaseException("The database %s is damaged: %s".formatted(path, told));
      }
    } catch (SQLException e) {
      throw new DatabaseException(
          "The database %s cannot be read: %s".formatted(path, e.getMessage()), e);
    }
  }

  private Connection connect() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + path);
    return source.getConnection();
  }
}
