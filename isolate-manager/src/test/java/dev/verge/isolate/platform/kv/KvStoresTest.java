package dev.verge.isolate.platform.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.body.Pipe;
import dev.verge.isolate.platform.body.Source;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KvStoresTest {
  private static final long QUOTA = 60_000_000;
  @TempDir private Path home;
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private KvStores stores;
  private KvStore store;

  @BeforeEach
  void open() {
    stores = KvStores.open(home, QUOTA, () -> now);
    store = stores.open("tenant", "things");
  }

  @AfterEach
  void close() {
    stores.close();
  }

  @Test
  void aTenantHasSoManyStoresAndNoMore() {
    IntStream.range(1, KvStores.MOST_STORES).forEach(i -> stores.create("tenant", "s" + i));

    assertThatThrownBy(() -> stores.open("tenant", "one-more"))
        .isInstanceOf(KvException.class)
        .hasMessageContaining("1000 KV stores");
    assertThat(stores.list("tenant")).hasSize(KvStores.MOST_STORES);
    assertThat(stores.create("tenant", "s1")).isFalse();
    assertThat(stores.create("other", "s1")).isTrue();
    stores.delete("tenant", "s1");
    stores.open("tenant", "one-more");
  }

  @Test
  void aValueIsThereAfterAReopening() throws Exception {
    long generation = insert("key", "value", how(KvInsert.Mode.OVERWRITE, "about it"));
    stores.close();
    open();
    KvValue value = store.lookup("key").orElseThrow();
    assertThat(text(value)).isEqualTo("value");
    assertThat(value.metadata()).isEqualTo("about it");
    assertThat(value.generation()).isEqualTo(generation);
    assertThat(value.expires()).isEmpty();
  }

  @Test
  void anEmptyValueIsAValue() throws Exception {
    insert("key", "", KvInsert.OVERWRITE);
    assertThat(store.lookup("key").map(this::text)).contains("");
    insert("key", "x", how(KvInsert.Mode.APPEND, ""));
    assertThat(store.lookup("key").map(this::text)).contains("x");
  }

  @Test
  void whatIsNotThereIsEmpty() {
    assertThat(store.lookup("key")).isEmpty();
    assertThat(store.delete("key")).isFalse();
    assertThat(stores.find("tenant", "others")).isEmpty();
    assertThat(stores.find("another", "things")).isEmpty();
  }

  @Test
  void addKeepsWhatIsThere() throws Exception {
    insert("key", "first", how(KvInsert.Mode.ADD, ""));
    assertRefused(
        KvException.Reason.PRECONDITION_FAILED,
        () -> insert("key", "second", how(KvInsert.Mode.ADD, "")));
    assertThat(store.lookup("key").map(this::text)).contains("first");
  }

  @Test
  void appendAndPrependJoinWithWhatIsThere() throws Exception {
    insert("key", "b", how(KvInsert.Mode.APPEND, ""));
    insert("key", "c", how(KvInsert.Mode.APPEND, ""));
    insert("key", "a", how(KvInsert.Mode.PREPEND, ""));
    assertThat(store.lookup("key").map(this::text)).contains("abc");
  }

  @Test
  void largeValuesJoinToo() throws Exception {
    byte[] one = random(700_000);
    byte[] other = random(300_001);
    store.insert("key", new ByteSource(one), KvInsert.OVERWRITE);
    store.insert("key", new ByteSource(other), how(KvInsert.Mode.APPEND, ""));
    store.insert(
        "key",
        new ByteSource("x".getBytes(StandardCharsets.UTF_8)),
        how(KvInsert.Mode.PREPEND, ""));
    byte[] all = bytes(store.lookup("key").orElseThrow().body());
    assertThat(all).startsWith('x').endsWith(other).hasSize(1_000_002);
    assertThat(all).containsSubsequence(one);
    assertThat(garbage()).isZero();
  }

  @Test
  void anInsertForAnotherGenerationFails() throws Exception {
    long first = insert("key", "1", KvInsert.OVERWRITE);
    long second = insert("key", "2", ifGeneration(first));
    assertThat(second).isNotEqualTo(first);
    assertRefused(
        KvException.Reason.PRECONDITION_FAILED, () -> insert("key", "3", ifGeneration(first)));
    assertRefused(
        KvException.Reason.PRECONDITION_FAILED, () -> insert("other", "3", ifGeneration(first)));
    assertThat(store.lookup("key").map(this::text)).contains("2");
  }

  @Test
  void generationsAreNeverUsedAgain() throws Exception {
    long first = insert("key", "1", KvInsert.OVERWRITE);
    store.delete("key");
    now = now.minusSeconds(100);
    stores.close();
    open();
    assertThat(insert("key", "1", KvInsert.OVERWRITE)).isGreaterThan(first);
  }

  @Test
  void expiredEntriesAreInvisibleAtOnce() throws Exception {
    insert("key", "value", lives(Duration.ofSeconds(10)));
    now = now.plusSeconds(9);
    assertThat(store.lookup("key").orElseThrow().expires()).contains(now.plusSeconds(1));
    now = now.plusSeconds(1);
    assertThat(store.lookup("key")).isEmpty();
    assertThat(store.list(KvQuery.ALL).keys()).isEmpty();
    insert("key", "another", how(KvInsert.Mode.ADD, ""));
    assertThat(store.lookup("key").map(this::text)).contains("another");
  }

  @Test
  void deletingSparesAnEntryOfAnotherGeneration() throws Exception {
    long first = insert("key", "1", how(KvInsert.Mode.OVERWRITE, ""));
    long second = insert("key", "2", how(KvInsert.Mode.OVERWRITE, ""));

    assertRefused(
        KvException.Reason.PRECONDITION_FAILED, () -> store.delete("key", OptionalLong.of(first)));
    assertThat(store.lookup("key").map(this::text)).contains("2");
    assertThat(store.delete("key", OptionalLong.of(second))).isTrue();
    assertRefused(
        KvException.Reason.PRECONDITION_FAILED, () -> store.delete("key", OptionalLong.of(second)));
  }

  @Test
  void deletingAnExpiredEntryFindsNone() throws Exception {
    insert("key", "value", lives(Duration.ZERO));
    assertThat(store.delete("key")).isFalse();
  }

  @Test
  void appendingToAnExpiredEntryStartsAnew() throws Exception {
    insert("key", "old", lives(Duration.ZERO));
    insert("key", "new", how(KvInsert.Mode.APPEND, ""));
    assertThat(store.lookup("key").map(this::text)).contains("new");
  }

  @Test
  void expiredEntriesAreRemoved() throws Exception {
    for (int count = 0; count < 502; count++) {
      insert("key" + count, "value", lives(Duration.ofSeconds(1)));
    }
    insert("stays", "value", lives(Duration.ofDays(Long.MAX_VALUE / 86_400)));
    store.insert("large", new ByteSource(random(600_000)), lives(Duration.ofSeconds(1)));
    now = now.plusSeconds(2);
    stores.sweep();
    assertThat(stores.list("tenant")).containsExactly(new KvStoreSummary("things", 1, 10));
    assertThat(chunks()).isOne();
  }

  @Test
  void keysAreListedInPagesByPrefix() throws Exception {
    for (String key : List.of("b/3", "b/1", "a", "b/2", "c", "b/ü")) {
      insert(key, "", KvInsert.OVERWRITE);
    }
    KvPage first = store.list(new KvQuery(Optional.of("b/"), 2, Optional.empty()));
    assertThat(first.keys()).containsExactly("b/1", "b/2");
    assertThat(first.json())
        .isEqualTo(
            "{\"data\":[\"b/1\",\"b/2\"],\"meta\":{\"limit\":2,\"prefix\":\"b/\",\"next_cursor\":\"Yi8y\"}}");
    KvPage second = store.list(new KvQuery(Optional.of("b/"), 2, first.nextCursor()));
    assertThat(second.json())
        .isEqualTo("{\"data\":[\"b/3\",\"b/ü\"],\"meta\":{\"limit\":2,\"prefix\":\"b/\"}}");
    assertThat(store.list(KvQuery.ALL).json())
        .isEqualTo(
            "{\"data\":[\"a\",\"b/1\",\"b/2\",\"b/3\",\"b/ü\",\"c\"],\"meta\":{\"limit\":1000}}");
  }

  @Test
  void aCursorOfNoPageIsRefused() {
    assertRefused(
        KvException.Reason.BAD_REQUEST,
        () -> store.list(new KvQuery(Optional.empty(), 1, Optional.of("!"))));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1001, -1})
  void aLimitOutsideItsRangeIsRefused(int limit) {
    assertRefused(
        KvException.Reason.BAD_REQUEST,
        () -> new KvQuery(Optional.empty(), limit, Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "a/..",
        "../a",
        "a/./b",
        "a/.",
        "a\rb",
        "a\nb",
        "a#",
        "a;",
        "a?",
        "a^",
        "a|",
        " ",
        "\u0000",
        "\uFFFF",
        ".well-known/acme-challenge/x"
      })
  void aKeyThatBreaksTheRulesIsRefused(String key) {
    assertRefused(KvException.Reason.BAD_REQUEST, () -> insert(key, "", KvInsert.OVERWRITE));
    assertRefused(KvException.Reason.BAD_REQUEST, () -> store.lookup(key));
    assertRefused(KvException.Reason.BAD_REQUEST, () -> store.delete(key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "...", "a..b", "a b", "ключ", "a\u0000b", "😀", "%2e%2e", "a\"b'"})
  void anyOtherKeyIsTaken(String key) throws Exception {
    insert(key, key, KvInsert.OVERWRITE);
    assertThat(store.lookup(key).map(this::text)).contains(key);
    assertThat(store.list(KvQuery.ALL).keys()).containsExactly(key);
    assertThat(store.delete(key)).isTrue();
    assertThat(store.lookup(key)).isEmpty();
  }

  @Test
  void theLongestKeyHas1024Bytes() throws Exception {
    insert("ü".repeat(512), "", KvInsert.OVERWRITE);
    assertRefused(
        KvException.Reason.BAD_REQUEST,
        () -> insert("ü".repeat(512) + "u", "", KvInsert.OVERWRITE));
  }

  @Test
  void metadataIsBounded() throws Exception {
    insert("key", "", how(KvInsert.Mode.OVERWRITE, "ü".repeat(1000)));
    assertThat(store.lookup("key").orElseThrow().metadata()).hasSize(1000);
    assertRefused(
        KvException.Reason.BAD_REQUEST, () -> how(KvInsert.Mode.OVERWRITE, "ü".repeat(1000) + "u"));
  }

  @Test
  void theLargestValueHas25MillionBytes() throws Exception {
    byte[] value = random(25_000_000);
    store.insert("key", new ByteSource(value), KvInsert.OVERWRITE);
    assertThat(bytes(store.lookup("key").orElseThrow().body())).isEqualTo(value);
    assertRefused(
        KvException.Reason.TOO_LARGE, () -> insert("key", "x", how(KvInsert.Mode.APPEND, "")));
    assertRefused(
        KvException.Reason.TOO_LARGE,
        () -> store.insert("other", new ByteSource(new byte[25_000_001]), KvInsert.OVERWRITE));
    assertThat(store.list(KvQuery.ALL).keys()).containsExactly("key");
    assertThat(garbage()).isZero();
  }

  @Test
  void aTenantHasABoundedTotal() throws Exception {
    KvStore other = stores.open("tenant", "other");
    store.insert("1", new ByteSource(random(25_000_000)), KvInsert.OVERWRITE);
    other.insert("2", new ByteSource(random(25_000_000)), KvInsert.OVERWRITE);
    // Over itself there is room.
    other.insert("2", new ByteSource(random(24_000_000)), KvInsert.OVERWRITE);
    assertRefused(
        KvException.Reason.TOO_LARGE,
        () -> store.insert("3", new ByteSource(random(12_000_000)), KvInsert.OVERWRITE));
    assertThat(garbage()).isZero();
    KvStore another = stores.open("another", "store");
    another.insert("3", new ByteSource(random(12_000_000)), KvInsert.OVERWRITE);
    assertThat(stores.list("tenant"))
        .containsExactly(
            new KvStoreSummary("other", 1, 24_000_001),
            new KvStoreSummary("things", 1, 25_000_001));
  }

  @Test
  void aValueStaysReadableWhileItsEntryChanges() throws Exception {
    byte[] value = random(1_000_000);
    store.insert("key", new ByteSource(value), KvInsert.OVERWRITE);
    Source body = store.lookup("key").orElseThrow().body();
    assertThat(body.length()).hasValue(1_000_000);
    insert("key", "another", KvInsert.OVERWRITE);
    stores.delete("tenant", "things");
    assertThat(chunks()).isPositive();
    assertThat(bytes(body)).isEqualTo(value);
    assertThat(chunks()).isZero();
    assertThat(garbage()).isZero();
  }

  @Test
  void aReaderThatLeavesEarlyLetsTheValueGo() throws Exception {
    store.insert("key", new ByteSource(random(1_000_000)), KvInsert.OVERWRITE);
    Source body = store.lookup("key").orElseThrow().body();
    store.delete("key");
    body.close();
    body.close();
    assertThat(chunks()).isZero();
  }

  @Test
  void aSourceThatBreaksOffChangesNothing() throws Exception {
    insert("key", "value", KvInsert.OVERWRITE);
    Pipe pipe = new Pipe();
    pipe.append(new ByteSource(random(1_000_000)));
    pipe.fail(new BrokenBodyException(BrokenBodyException.Cause.INCOMPLETE, "gone"));
    assertThatThrownBy(() -> store.insert("key", pipe, KvInsert.OVERWRITE))
        .isInstanceOf(BrokenBodyException.class);
    assertThat(store.lookup("key").map(this::text)).contains("value");
    assertThat(garbage()).isZero();
  }

  @Test
  void aSlowSourceKeepsNobodyFromWriting() throws Exception {
    Pipe pipe = new Pipe();
    byte[] half = random(500_000);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> slow = executor.submit(() -> store.insert("slow", pipe, KvInsert.OVERWRITE));
      pipe.append(new ByteSource(half));
      insert("quick", "value", KvInsert.OVERWRITE);
      assertThat(store.lookup("quick").map(this::text)).contains("value");
      assertThat(store.lookup("slow")).isEmpty();
      pipe.append(new ByteSource(half));
      pipe.end(dev.verge.isolate.exchange.HeaderList.EMPTY);
      slow.get();
    }
    assertThat(store.lookup("slow").orElseThrow().body().length()).hasValue(1_000_000);
  }

  @Test
  void concurrentAppendsAllCount() throws Exception {
    int threads = 8;
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all =
          IntStream.range(0, threads)
              .<Future<?>>mapToObj(
                  number ->
                      executor.submit(
                          () -> {
                            start.await();
                            for (int count = 0; count < 25; count++) {
                              insert("key", "x", how(KvInsert.Mode.APPEND, ""));
                              store.lookup("key").orElseThrow().body().close();
                            }
                            return number;
                          }))
              .toList();
      start.countDown();
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(store.lookup("key").map(this::text)).contains("x".repeat(200));
  }

  @Test
  void readersOfLargeValuesAndTheirWritersDoNotDisturbEachOther() throws Exception {
    byte[] value = random(600_000);
    store.insert("key", new ByteSource(value), KvInsert.OVERWRITE);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writer =
          executor.submit(
              () -> {
                for (int count = 0; count < 30; count++) {
                  store.insert("key", new ByteSource(value), KvInsert.OVERWRITE);
                }
                return null;
              });
      while (!writer.isDone()) {
        assertThat(bytes(store.lookup("key").orElseThrow().body())).isEqualTo(value);
      }
      writer.get();
    }
    assertThat(chunks()).isEqualTo(3);
    assertThat(garbage()).isZero();
  }

  @Test
  void tenantsDoNotSeeEachOthersStores() throws Exception {
    insert("key", "value", KvInsert.OVERWRITE);
    assertThat(stores.open("another", "things").lookup("key")).isEmpty();
    assertThat(stores.list("another")).containsExactly(new KvStoreSummary("things", 0, 0));
  }

  @Test
  void aStoreIsMadeOnceAndDeletedWhole() throws Exception {
    assertThat(stores.create("tenant", "things")).isFalse();
    assertThat(stores.create("tenant", "more")).isTrue();
    assertThat(stores.delete("tenant", "more")).isTrue();
    assertThat(stores.delete("tenant", "more")).isFalse();
    insert("key", "value", KvInsert.OVERWRITE);
    stores.delete("tenant", "things");
    assertThat(store.lookup("key")).isEmpty();
    assertRefused(KvException.Reason.BAD_REQUEST, () -> insert("key", "value", KvInsert.OVERWRITE));
    assertThat(stores.open("tenant", "things").lookup("key")).isEmpty();
    assertThat(chunks()).isZero();
  }

  @Test
  void aStoreOfManyEntriesIsDeletedAtOnceThoughItsEntriesGoBitByBit() throws Exception {
    fill(1_200);

    assertThat(stores.delete("tenant", "things")).isTrue();

    assertThat(stores.list("tenant")).isEmpty();
    assertThat(count("entries")).isZero();
    assertThat(count("stores")).isZero();
  }

  @Test
  void whatACrashLeftOfADeletedStoreGoesAtTheNextStart() throws Exception {
    fill(1_200);
    stores.close();
    sql("UPDATE stores SET tenant = '', name = '1'");

    open();

    assertThat(store.lookup("k1")).isEmpty();
    assertThat(count("entries")).isZero();
    assertThat(count("stores")).isEqualTo(1);
  }

  private void fill(int entries) throws Exception {
    stores.close();
    sql(
        """
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %d)
        INSERT INTO entries (store, key, value, chunks, length, metadata, generation, bytes)
        SELECT id, CAST('k' || n AS BLOB), n, 0, 0, '', n, 2 FROM numbers, stores"""
            .formatted(entries));
    open();
    assertThat(store.lookup("k" + entries)).isPresent();
  }

  private void sql(String statement) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("kv.db"));
        Statement statements = connection.createStatement()) {
      statements.executeUpdate(statement);
    }
  }

  @Test
  void aStoreNeedsAName() {
    assertRefused(KvException.Reason.BAD_REQUEST, () -> stores.create("tenant", ""));
    assertRefused(KvException.Reason.BAD_REQUEST, () -> stores.create("tenant", "x".repeat(256)));
  }

  private interface Attempt {
    void run() throws Exception;
  }

  private static void assertRefused(KvException.Reason reason, Attempt attempt) {
    assertThatThrownBy(attempt::run)
        .isInstanceOfSatisfying(KvException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private long insert(String key, String value, KvInsert how) throws InterruptedException {
    return store.insert(key, new ByteSource(value.getBytes(StandardCharsets.UTF_8)), how);
  }

  private static KvInsert how(KvInsert.Mode mode, String metadata) {
    return new KvInsert(mode, OptionalLong.empty(), metadata, Optional.empty());
  }

  private static KvInsert ifGeneration(long generation) {
    return new KvInsert(KvInsert.Mode.OVERWRITE, OptionalLong.of(generation), "", Optional.empty());
  }

  private static KvInsert lives(Duration timeToLive) {
    return new KvInsert(KvInsert.Mode.OVERWRITE, OptionalLong.empty(), "", Optional.of(timeToLive));
  }

  private String text(KvValue value) {
    return new String(bytes(value.body()), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Source source) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[10_000];
    try {
      for (int count = source.read(buffer, 0, buffer.length);
          count >= 0;
          count = source.read(buffer, 0, buffer.length)) {
        all.write(buffer, 0, count);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return all.toByteArray();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private int chunks() throws Exception {
    return count("chunks");
  }

  private int garbage() throws Exception {
    return count("garbage");
  }

  private int count(String table) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("kv.db"));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
      return row.getInt(1);
    }
  }
}
