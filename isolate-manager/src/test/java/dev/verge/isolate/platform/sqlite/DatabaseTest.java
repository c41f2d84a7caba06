package dev.verge.isolate.platform.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  private static final List<String> FIRST = List.of("CREATE TABLE things (name TEXT) STRICT");
  private static final List<String> SECOND = List.of("ALTER TABLE things ADD COLUMN size INTEGER");

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("test.db");
  }

  @Test
  void whatWasWrittenIsThereAfterAReopeningWithMoreTables() {
    try (Database database = open(List.of(FIRST))) {
      add(database, "one");
    }
    try (Database database = open(List.of(FIRST, SECOND))) {
      assertThat(database.read(DatabaseTest::count)).isOne();
      database.write(handle -> handle.execute("UPDATE things SET size = 7"));
    }
  }

  @Test
  void aChangeThatThrowsIsUndone() {
    try (Database database = open(List.of(FIRST))) {
      assertThatThrownBy(
              () ->
                  database.write(
                      handle -> {
                        handle.execute("INSERT INTO things VALUES ('one')");
                        throw new IllegalStateException("no");
                      }))
          .isInstanceOf(IllegalStateException.class);
      assertThat(database.read(DatabaseTest::count)).isZero();
      add(database, "two");
      assertThat(database.read(DatabaseTest::count)).isOne();
    }
  }

  @Test
  void aFullDiskFailsTheChangeAndNothingElse() {
    try (Database database = open(List.of(FIRST))) {
      add(database, "one");
      // As SQLite says it when the file cannot grow.
      database.write(
          handle -> handle.createQuery("PRAGMA max_page_count = 3").mapTo(Long.class).one());
      assertThatThrownBy(() -> add(database, "x".repeat(100_000)))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("full");
      assertThat(database.read(DatabaseTest::count)).isOne();
      add(database, "two");
      assertThat(database.read(DatabaseTest::count)).isEqualTo(2);
    }
  }

  @Test
  void readersDoNotWaitForAWriterNorItForThem() throws Exception {
    try (Database database = open(List.of(FIRST));
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      add(database, "one");
      CountDownLatch written = new CountDownLatch(1);
      CountDownLatch read = new CountDownLatch(1);
      Future<?> writer =
          executor.submit(
              () ->
                  database.write(
                      handle -> {
                        handle.execute("INSERT INTO things VALUES ('two')");
                        written.countDown();
                        return awaited(read);
                      }));
      written.await();
      assertThat(database.read(DatabaseTest::count)).isOne();
      read.countDown();
      writer.get();
      assertThat(database.read(DatabaseTest::count)).isEqualTo(2);
    }
  }

  @Test
  void aReaderCannotWrite() {
    try (Database database = open(List.of(FIRST))) {
      assertThatThrownBy(
              () -> database.read(handle -> handle.execute("INSERT INTO things VALUES ('one')")))
          .isInstanceOf(DatabaseException.class);
    }
  }

  @Test
  void aClosedDatabaseFails() {
    Database database = open(List.of(FIRST));
    database.close();
    assertThatThrownBy(() -> database.read(DatabaseTest::count))
        .isInstanceOf(DatabaseException.class);
    assertThatThrownBy(() -> add(database, "one")).isInstanceOf(DatabaseException.class);
  }

  @Test
  void aDatabaseOfANewerVergeOrOfOthersIsRefused() throws Exception {
    open(List.of(FIRST, SECOND)).close();
    assertThatThrownBy(() -> open(List.of(FIRST)))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("schema version 2");
    assertThatThrownBy(() -> Database.open(file, new Schema(2, List.of(FIRST, SECOND))))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("application 0x1");
    Path other = Files.writeString(directory.resolve("other.db"), "no database ".repeat(1000));
    assertThatThrownBy(() -> Database.open(other, new Schema(1, List.of(FIRST))))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("other.db cannot be opened");
  }

  private Database open(List<List<String>> migrations) {
    return Database.open(file, new Schema(1, migrations));
  }

  private static void add(Database database, String name) {
    database.write(handle -> handle.execute("INSERT INTO things (name) VALUES (?)", name));
  }

  private static int count(Handle handle) {
    return handle.createQuery("SELECT count(*) FROM things").mapTo(Integer.class).one();
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
