package dev.verge.isolate.platform.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.Pipe;
import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.http.HeaderFields;
import dev.verge.isolate.testing.ManualClock;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class TenantCacheTest {
  private static final long CACHE_BYTES = 4 << 20;
  private static final Duration LONG = Duration.ofHours(1);
  private static final HeaderFields NO_HEADERS = new HeaderFields();

  private final ManualClock clock = new ManualClock();
  private final TenantCache cache = new Caches(CACHE_BYTES, clock).of("tenant");

  @Test
  void whatWasInsertedIsFound() throws Exception {
    assertThat(cache.lookup(lookup("k"))).isEmpty();
    insert("k", StoreOptions.of(Lifetime.of(LONG)), "hello");
    Found found = cache.lookup(lookup("k")).orElseThrow();
    assertThat(found.freshness()).isEqualTo(Freshness.FRESH);
    assertThat(found.length()).hasValue(5);
    assertThat(found.hits()).isEqualTo(1);
    assertThat(text(found.body())).isEqualTo("hello");
    assertThat(cache.lookup(lookup("other"))).isEmpty();
  }

  @Test
  void tenantsDoNotSeeEachOthersObjects() {
    Caches caches = new Caches(CACHE_BYTES, clock);
    caches.of("one").insert(key("k"), NO_HEADERS, fresh()).finish(HeaderList.EMPTY);
    assertThat(caches.of("two").lookup(lookup("k"))).isEmpty();
  }

  @Test
  void anObjectIsReadWhileItIsWritten() throws Exception {
    ObjectWriter writer = cache.insert(key("k"), NO_HEADERS, fresh());
    Found found = cache.lookup(lookup("k")).orElseThrow();
    assertThat(found.length()).isEmpty();
    Source body = found.body();
    assertThat(body.readable()).isNotDone();
    write(writer, "hello ");
    assertThat(body.readable()).isDone();
    assertThat(some(body)).isEqualTo("hello ");
    Future<String> rest = background(() -> text(body));
    write(writer, "world");
    writer.finish(HeaderList.EMPTY);
    assertThat(rest.get()).isEqualTo("world");
    assertThat(found.length()).as("as it was at the lookup").isEmpty();
    assertThat(cache.lookup(lookup("k")).orElseThrow().length()).hasValue(11);
  }

  @Test
  void anAbandonedInsertBreaksItsReadersAndIsNotFound() throws Exception {
    Pipe pipe = new Pipe();
    cache.insert(key("k"), NO_HEADERS, fresh()).fill(pipe);
    Found found = cache.lookup(lookup("k")).orElseThrow();
    Source body = found.body();
    byte[] half = "half".getBytes(StandardCharsets.UTF_8);
    pipe.write(half, 0, half.length);
    assertThat(some(body)).isEqualTo("half");
    pipe.fail(new BrokenBodyException(BrokenBodyException.Cause.INCOMPLETE, "gone"));
    assertThatThrownBy(() -> some(body)).isInstanceOf(BrokenBodyException.class);
    await().until(() -> cache.lookup(lookup("k")).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"10, false", "3, false", "5, true"})
  void anObjectOfAnotherLengthThanDeclaredIsBroken(long declared, boolean well) throws Exception {
    ObjectWriter writer = cache.insert(key("k"), NO_HEADERS, withLength(declared));
    Found found = cache.lookup(lookup("k")).orElseThrow();
    assertThat(found.length()).hasValue(declared);
    write(writer, "hello");
    writer.finish(HeaderList.EMPTY);
    if (well) {
      assertThat(text(found.body())).isEqualTo("hello");
    } else {
      assertThatThrownBy(() -> text(found.body())).isInstanceOf(BrokenBodyException.class);
      assertThat(cache.lookup(lookup("k"))).isEmpty();
    }
  }

  @Test
  void oneBodyAtATimeIsReadFromOneLookup() throws Exception {
    insert("k", fresh(), "hello");
    Found found = cache.lookup(lookup("k")).orElseThrow();
    Source first = found.body();
    assertThatThrownBy(found::body).isInstanceOf(CacheException.class);
    text(first);
    Source second = found.body();
    second.close();
    assertThat(text(found.body())).isEqualTo("hello");
  }

  @ParameterizedTest
  @CsvSource({
    "6, 14, beautiful",
    "6, , beautiful world",
    ", 4, orld",
    ", 21, hello beautiful world",
    "21, , hello beautiful world",
    "4, 21, hello beautiful world",
    ", 22, hello beautiful world",
    ", 0, hello beautiful world",
    "6, 4, hello beautiful world",
    "-1, 4, hello beautiful world"
  })
  void rangesOfAKnownLength(Long from, Long to, String expected) throws Exception {
    insert("k", fresh(), "hello beautiful world");
    Found found = cache.lookup(lookup("k")).orElseThrow();
    assertThat(text(found.body(range(from, to), false))).isEqualTo(expected);
    assertThat(text(found.body(range(from, to), true))).isEqualTo(expected);
  }

  @Test
  void aRangeOfAnUnknownLengthIsTheWholeObjectUnlessAskedForAlways() throws Exception {
    ObjectWriter writer = cache.insert(key("k"), NO_HEADERS, fresh());
    Source whole = cache.lookup(lookup("k")).orElseThrow().body(range(6L, 14L), false);
    Found always = cache.lookup(lookup("k")).orElseThrow();
    Future<Source> opened = background(() -> always.body(range(6L, 14L), true));
    write(writer, "hello b");
    Source part = opened.get();
    write(writer, "eautiful world");
    writer.finish(HeaderList.EMPTY);
    assertThat(text(whole)).isEqualTo("hello beautiful world");
    assertThat(text(part)).isEqualTo("beautiful");
  }

  @Test
  void aRangeBeyondTheEndThatWasNotKnownFailsAtTheEnd() throws Exception {
    ObjectWriter writer = cache.insert(key("k"), NO_HEADERS, fresh());
    write(writer, "hello world");
    Source part = cache.lookup(lookup("k")).orElseThrow().body(range(4L, 100L), true);
    Found far = cache.lookup(lookup("k")).orElseThrow();
    Future<Source> beyond = background(() -> far.body(range(50L, null), true));
    Future<String> last = background(() -> text(far("k").body(range(null, 5L), true)));
    writer.finish(HeaderList.EMPTY);
    assertThatThrownBy(() -> text(part)).isInstanceOf(BrokenBodyException.class);
    assertThatThrownBy(beyond::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(BrokenBodyException.class);
    assertThat(last.get()).isEqualTo("world");
  }

  @Test
  void variantsAreToldApartByValuesAndTheirOrder() throws Exception {
    VaryRule vary = VaryRule.parse("X-A x-b");
    insert("k", headers("x-a", "1", "x-a", "2"), varying(vary), "one two");
    assertThat(found("k", headers("x-a", "1", "x-a", "2"))).contains("one two");
    assertThat(found("k", headers("x-a", "1, 2"))).isEmpty();
    assertThat(found("k", headers("x-a", "2", "x-a", "1"))).isEmpty();
    assertThat(found("k", headers("x-a", "1", "x-b", "2"))).isEmpty();
    assertThat(found("k", NO_HEADERS)).isEmpty();
  }

  @Test
  void ofSeveralRulesThatMatchTheLatestWins() throws Exception {
    insert("k", headers("a", "1"), varying(VaryRule.parse("a")), "by a");
    insert("k", headers("b", "1"), varying(VaryRule.parse("b")), "by b");
    insert("k", NO_HEADERS, varying(VaryRule.parse("c")), "by c");
    assertThat(found("k", headers("a", "1", "b", "1"))).contains("by c");
    assertThat(found("k", headers("a", "1", "c", "1"))).contains("by a");
    assertThat(found("k", NO_HEADERS)).contains("by c");
  }

  @Test
  void manyVaryRulesUnderOneKeyKeepOnlyTheLatest() throws Exception {
    for (int i = 0; i < 100; i++) {
      insert("k", NO_HEADERS, varying(VaryRule.parse("h" + i)), "v" + i);
    }
    assertThat(cache.purgeAll(false)).isLessThanOrEqualTo(32);
  }

  @Test
  void ageGoesOnFromTheInitialOne() {
    Lifetime lifetime =
        new Lifetime(
            Duration.ofSeconds(10), Duration.ofSeconds(4), Duration.ofSeconds(5), Duration.ZERO);
    insert("k", StoreOptions.of(lifetime), "x");
    Found found = cache.lookup(lookup("k")).orElseThrow();
    clock.passSeconds(5);
    assertThat(found.age()).isEqualTo(Duration.ofSeconds(9));
    assertThat(far("k").freshness()).isEqualTo(Freshness.FRESH);
    clock.passSeconds(1);
    assertThat(far("k").freshness()).isEqualTo(Freshness.STALE_WHILE_REVALIDATE);
    clock.passSeconds(5);
    assertThat(cache.lookup(lookup("k"))).isEmpty();
  }

  @Test
  void enormousDurationsDoNotOverflow() {
    Duration most = Duration.ofNanos(Long.MAX_VALUE);
    insert("k", StoreOptions.of(new Lifetime(most, most, most, most)), "x");
    assertThat(far("k").freshness()).isEqualTo(Freshness.STALE_WHILE_REVALIDATE);
  }

  @Test
  void oneTransactionFetchesAndTheOthersReadWhatItStores() throws Exception {
    AtomicInteger fetches = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> readers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        readers.add(
            threads.submit(
                () -> {
                  try (Transaction transaction = begin("k").transaction().get()) {
                    if (transaction.obliged()) {
                      fetches.incrementAndGet();
                      Insertion insertion = transaction.insertAndStreamBack(fresh());
                      write(insertion.writer(), "hel");
                      write(insertion.writer(), "lo");
                      insertion.writer().finish(HeaderList.EMPTY);
                      return text(insertion.found().body());
                    }
                    return text(transaction.found().orElseThrow().body());
                  }
                }));
      }
      for (Future<String> reader : readers) {
        assertThat(reader.get()).isEqualTo("hello");
      }
    }
    assertThat(fetches).hasValue(1);
  }

  @Test
  void waitersAreAnsweredWhenTheInsertBeginsAndReadAlong() throws Exception {
    Transaction leader = begin("k").transaction().get();
    PendingLookup waiting = begin("k");
    assertThat(leader.obliged()).isTrue();
    assertThat(waiting.transaction()).isNotDone();
    ObjectWriter writer = leader.insert(fresh());
    Transaction second = waiting.transaction().get();
    assertThat(second.obliged()).isFalse();
    Future<String> text = background(() -> text(second.found().orElseThrow().body()));
    write(writer, "hello");
    writer.finish(HeaderList.EMPTY);
    assertThat(text.get()).isEqualTo("hello");
  }

  @Test
  void aLeaderThatCancelsOrClosesHandsTheObligationToTheNextInLine() throws Exception {
    Transaction first = begin("k").transaction().get();
    PendingLookup second = begin("k");
    PendingLookup third = begin("k");
    PendingLookup fourth = begin("k");
    first.cancel();
    assertThatThrownBy(first::cancel).isInstanceOf(CacheException.class);
    assertThat(second.transaction().get().obliged()).isTrue();
    assertThat(third.transaction()).isNotDone();
    third.close();
    second.close();
    assertThat(fourth.transaction().get().obliged()).isTrue();
    assertThat(third.transaction()).isNotDone();
  }

  @Test
  void aLookupThatIsGivenUpWhileItWinsHandsTheObligationOn() throws Exception {
    Transaction first = begin("k").transaction().get();
    PendingLookup second = begin("k");
    PendingLookup third = begin("k");
    first.close();
    second.close();
    assertThat(third.transaction().get().obliged()).isTrue();
  }

  @Test
  void obligationsSurviveThousandsOfLeadersThatDie() throws Exception {
    AtomicInteger leaders = new AtomicInteger();
    List<Future<Integer>> done = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 1000; i++) {
        done.add(
            threads.submit(
                () -> {
                  PendingLookup pending = begin("k");
                  if (leaders.get() % 3 == 1) {
                    pending.close();
                  } else {
                    try (Transaction transaction = pending.transaction().get()) {
                      leaders.addAndGet(transaction.obliged() ? 1 : 0);
                    }
                  }
                  return leaders.get();
                }));
      }
    }
    for (Future<Integer> one : done) {
      one.get();
    }
    assertThat(begin("k").transaction().get().obliged()).isTrue();
  }

  @Test
  void requestsThatDifferInTheLatestRuleAreNotCollapsed() throws Exception {
    insert("k", headers("a", "1"), stale(VaryRule.parse("a")), "x");
    insert("k", headers("b", "1"), stale(VaryRule.parse("b")), "x");
    assertThat(cache.begin(lookup("k", headers("a", "1", "b", "1"))).transaction()).isDone();
    assertThat(cache.begin(lookup("k", headers("a", "1"))).transaction()).isDone();
  }

  @Test
  void aWaiterTakesWhatAnotherRuleStoredMeanwhile() throws Exception {
    insert("k", headers("a", "foo"), stale(VaryRule.parse("a")), "");
    insert("k", headers("a", "bar"), stale(VaryRule.parse("a")), "");
    Transaction foo = cache.begin(lookup("k", headers("a", "foo"))).transaction().get();
    Transaction bar = cache.begin(lookup("k", headers("a", "bar"))).transaction().get();
    PendingLookup waiting = cache.begin(lookup("k", headers("a", "bar")));
    assertThat(waiting.transaction()).isNotDone();
    foo.insert(fresh()).finish(HeaderList.EMPTY);
    bar.cancel();
    assertThat(waiting.transaction().get().found()).isPresent();
    assertThat(waiting.transaction().get().obliged()).isFalse();
  }

  @Test
  void aStaleObjectIsUsedByOthersWhileOneUpdatesIt() throws Exception {
    Lifetime lifetime =
        new Lifetime(
            Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(100), Duration.ZERO);
    insert("k", StoreOptions.of(lifetime), "hello");
    Transaction one = begin("k").transaction().get();
    Transaction two = begin("k").transaction().get();
    assertThat(one.obliged()).isTrue();
    assertThat(two.obliged()).isFalse();
    assertThat(two.found().orElseThrow().freshness()).isEqualTo(Freshness.STALE_WHILE_REVALIDATE);
    one.update(
        new StoreOptions(
            Lifetime.of(LONG),
            VaryRule.NONE,
            Set.of(),
            OptionalLong.empty(),
            new UserMetadata(new byte[] {2}),
            false));
    Found updated = far("k");
    assertThat(updated.freshness()).isEqualTo(Freshness.FRESH);
    assertThat(((UserMetadata) updated.options().metadata()).bytes()).containsExactly(2);
    assertThat(text(updated.body())).isEqualTo("hello");
    assertThat(text(two.found().orElseThrow().body())).isEqualTo("hello");
  }

  @Test
  void nothingCanBeUpdatedWithoutAnObject() throws Exception {
    Transaction transaction = begin("k").transaction().get();
    assertThatThrownBy(() -> transaction.update(fresh())).isInstanceOf(CacheException.class);
    transaction.insert(fresh()).finish(HeaderList.EMPTY);
    assertThatThrownBy(() -> transaction.insert(fresh())).isInstanceOf(CacheException.class);
  }

  @Test
  void choosingStaleAnswersAllWhoWaitAndChangesNothing() throws Exception {
    Lifetime lifetime =
        new Lifetime(
            Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(100));
    insert("k", StoreOptions.of(lifetime), "old");
    Lookup lookup = new Lookup(key("k"), NO_HEADERS, true);
    Transaction leader = cache.begin(lookup).transaction().get();
    assertThat(leader.found().orElseThrow().freshness()).isEqualTo(Freshness.STALE_IF_ERROR);
    PendingLookup waiting = cache.begin(lookup);
    assertThat(waiting.transaction()).isNotDone();
    leader.chooseStale();
    Transaction answered = waiting.transaction().get();
    assertThat(answered.obliged()).isFalse();
    assertThat(answered.found().orElseThrow().revalidationFailed()).isTrue();
    assertThat(text(answered.found().orElseThrow().body())).isEqualTo("old");
    assertThat(text(leader.found().orElseThrow().body())).isEqualTo("old");
    assertThat(cache.begin(lookup).transaction().get().obliged()).isTrue();
  }

  @Test
  void whatIsRecordedAsUncacheableIsNotWaitedFor() throws Exception {
    Transaction leader = begin("k").transaction().get();
    PendingLookup waiting = begin("k");
    leader.recordUncacheable(Duration.ofSeconds(10), VaryRule.NONE);
    Transaction passed = waiting.transaction().get();
    assertThat(passed.passed()).isTrue();
    Transaction other = begin("k").transaction().get();
    assertThat(other.obliged()).isTrue();
    other.close();
    assertThat(other.obliged()).isFalse();
    assertThat(cache.lookup(lookup("k"))).isEmpty();
    clock.passSeconds(10);
    assertThat(begin("k").transaction().get().passed()).isFalse();
    assertThat(begin("k").transaction()).isNotDone();
    passed.insert(fresh()).finish(HeaderList.EMPTY);
    assertThatThrownBy(passed::cancel).isInstanceOf(CacheException.class);
    assertThat(cache.lookup(lookup("k"))).isPresent();
  }

  @Test
  void replacementsThatWaitTakeTurns() throws Exception {
    AtomicInteger counted = new AtomicInteger();
    List<Future<Integer>> done = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        done.add(
            threads.submit(
                () -> {
                  PendingLookup turn = cache.replace(lookup("n"), ReplaceStrategy.WAIT);
                  try (Transaction transaction = turn.transaction().get()) {
                    Optional<Found> old = transaction.found();
                    int count = old.isEmpty() ? 0 : Integer.parseInt(text(old.get().body()));
                    ObjectWriter writer = transaction.insert(fresh());
                    write(writer, Integer.toString(count + 1));
                    writer.finish(HeaderList.EMPTY);
                  }
                  return counted.incrementAndGet();
                }));
      }
    }
    for (Future<Integer> one : done) {
      one.get();
    }
    assertThat(counted).hasValue(50);
    assertThat(text(far("n").body())).isEqualTo("50");
  }

  @Test
  void aForcedReplacementHidesTheOldObjectAtOnce() throws Exception {
    insert("k", fresh(), "old");
    Transaction replace =
        cache.replace(lookup("k"), ReplaceStrategy.IMMEDIATE_FORCE_MISS).transaction().get();
    PendingLookup waiting = begin("k");
    assertThat(waiting.transaction()).isNotDone();
    assertThat(cache.lookup(lookup("k"))).isEmpty();
    assertThat(text(replace.found().orElseThrow().body())).isEqualTo("old");
    ObjectWriter writer = replace.insert(fresh());
    write(writer, "new");
    writer.finish(HeaderList.EMPTY);
    assertThat(text(waiting.transaction().get().found().orElseThrow().body())).isEqualTo("new");
  }

  @Test
  void anImmediateReplacementLeavesTheOldObjectUntilTheNewOneIsThere() throws Exception {
    insert("k", fresh(), "old");
    Transaction leader = cache.replace(lookup("k"), ReplaceStrategy.IMMEDIATE).transaction().get();
    assertThat(leader.obliged()).isFalse();
    assertThat(text(far("k").body())).isEqualTo("old");
    leader.insert(fresh()).finish(HeaderList.EMPTY);
    assertThat(text(far("k").body())).isEmpty();
  }

  @Test
  void purgingTakesTheVariantsUnderTheKeyOnly() throws Exception {
    insert("k", headers("h", "1"), tagged(VaryRule.parse("h"), "a", "b"), "1");
    insert("k", headers("h", "2"), tagged(VaryRule.parse("h"), "b"), "2");
    assertThat(cache.purge("a", false)).isEqualTo(1);
    assertThat(found("k", headers("h", "1"))).isEmpty();
    assertThat(found("k", headers("h", "2"))).contains("2");
    assertThat(cache.purge("a", false)).isZero();
    assertThat(cache.purgeAll(false)).isEqualTo(1);
  }

  @Test
  void aSoftPurgeMakesStaleWithinTheOldLifetime() throws Exception {
    insert("k", NO_HEADERS, tagged(VaryRule.NONE, "a"), "1");
    Found before = far("k");
    assertThat(cache.purge("a", true)).isEqualTo(1);
    assertThat(far("k").freshness()).isEqualTo(Freshness.STALE_WHILE_REVALIDATE);
    assertThat(before.freshness()).isEqualTo(Freshness.FRESH);
    Transaction transaction = begin("k").transaction().get();
    assertThat(transaction.found()).isPresent();
    assertThat(transaction.obliged()).isTrue();
  }

  @Test
  void whoeverReadsAPurgedObjectReadsItToItsEnd() throws Exception {
    ObjectWriter writer = cache.insert(key("k"), NO_HEADERS, tagged(VaryRule.NONE, "a"));
    write(writer, "hel");
    Source body = far("k").body();
    cache.purge("a", false);
    write(writer, "lo");
    writer.finish(HeaderList.EMPTY);
    assertThat(text(body)).isEqualTo("hello");
    assertThat(cache.lookup(lookup("k"))).isEmpty();
  }

  @Test
  void allObjectsTogetherStayWithinTheBound() {
    byte[] piece = new byte[64 * 1024];
    for (int i = 0; i < 500; i++) {
      ObjectWriter writer = cache.insert(key("k" + i), NO_HEADERS, fresh());
      writeAll(writer, piece);
      writer.finish(HeaderList.EMPTY);
    }
    assertThat(cache.purgeAll(false)).isBetween(10, (int) (CACHE_BYTES / piece.length));
  }

  @Test
  void anInsertWithoutEndEndsInAnError() {
    ObjectWriter writer = cache.insert(key("k"), NO_HEADERS, fresh());
    byte[] piece = new byte[64 * 1024];
    long written = 0;
    while (writeAll(writer, piece)) {
      written += piece.length;
      assertThat(written).isLessThanOrEqualTo(CACHE_BYTES);
    }
    assertThat(cache.lookup(lookup("k"))).isEmpty();
    assertThat(cache.purgeAll(false)).isZero();
  }

  @Test
  void anObjectThatIsDeclaredTooLargeIsRefused() {
    assertThatThrownBy(() -> cache.insert(key("k"), NO_HEADERS, withLength(CACHE_BYTES)))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("does not fit");
    assertThatThrownBy(() -> cache.insert(key("k"), NO_HEADERS, withLength(-1)))
        .isInstanceOf(CacheException.class);
  }

  @Test
  void anObjectThatOutgrowsTheCacheStillReachesWhoReadsItByThen() throws Exception {
    Transaction leader = begin("k").transaction().get();
    Insertion insertion = leader.insertAndStreamBack(fresh());
    Source body = insertion.found().body();
    insertion.found().close();
    long total = 3 * CACHE_BYTES;
    Future<Long> read =
        background(
            () -> {
              byte[] buffer = new byte[10_000];
              long count = 0;
              for (int n = body.read(buffer, 0, buffer.length);
                  n >= 0;
                  n = body.read(buffer, 0, buffer.length)) {
                for (int i = 0; i < n; i++) {
                  assertThat(buffer[i] == (byte) ((count + i) % 251)).isTrue();
                }
                count += n;
              }
              return count;
            });
    byte[] piece = new byte[7_000];
    for (long done = 0; done < total; done += piece.length) {
      for (int i = 0; i < piece.length; i++) {
        piece[i] = (byte) ((done + i) % 251);
      }
      assertThat(insertion.writer().write(piece, 0, piece.length)).isTrue();
    }
    insertion.writer().finish(HeaderList.EMPTY);
    assertThat(read.get()).isGreaterThanOrEqualTo(total);
    assertThat(cache.lookup(lookup("k"))).isEmpty();
    assertThat(cache.detachedBytes()).isZero();
  }

  @Test
  void readersOfEvictedObjectsKeepNoMoreThanTheirShare() throws Exception {
    byte[] piece = new byte[512 * 1024];
    List<Source> bodies = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      ObjectWriter writer = cache.insert(key("k" + i), NO_HEADERS, fresh());
      try (Found found = far("k" + i)) {
        bodies.add(found.body());
      }
      writeAll(writer, piece);
      writer.finish(HeaderList.EMPTY);
      cache.purgeAll(false);
      assertThat(cache.detachedBytes()).isLessThanOrEqualTo(CACHE_BYTES / 2);
    }
    assertThat(text(bodies.getFirst())).hasSize(piece.length);
    assertThatThrownBy(() -> text(bodies.getLast())).isInstanceOf(BrokenBodyException.class);
    bodies.forEach(Source::close);
    assertThat(cache.detachedBytes()).isZero();
  }

  @Test
  void nothingIsLeftBehindByKeysThatWereOnlyLookedUp() throws Exception {
    for (int i = 0; i < 1000; i++) {
      cache.lookup(lookup("a" + i));
      begin("b" + i).transaction().get().close();
      cache.replace(lookup("c" + i), ReplaceStrategy.IMMEDIATE).transaction().get().close();
    }
    assertThat(cache.keys()).isZero();
  }

  @Test
  void keysVaryRulesAndSurrogateKeysAreBounded() {
    assertThatThrownBy(() -> CacheKey.of(CacheKey.Space.OBJECTS, new byte[8136]))
        .isInstanceOf(CacheException.class);
    assertThatThrownBy(() -> VaryRule.parse("good b@d")).isInstanceOf(CacheException.class);
    assertThatThrownBy(() -> SurrogateKeys.parse("ok n\u00f6")).isInstanceOf(CacheException.class);
    assertThatThrownBy(() -> SurrogateKeys.parse("x".repeat(1025)))
        .isInstanceOf(CacheException.class);
    assertThat(SurrogateKeys.parseLenient("ok n\u00f6 fine")).containsExactly("ok", "fine");
    assertThat(VaryRule.parse("B,a")).isEqualTo(VaryRule.parse("A b  a")).hasToString("B,a");
    assertThat(SurrogateKeys.parse(" a  b a ")).containsExactly("a", "b");
  }

  private Found far(String key) {
    return cache.lookup(lookup(key)).orElseThrow();
  }

  private Optional<String> found(String key, HeaderFields request) throws InterruptedException {
    Optional<Found> found = cache.lookup(lookup(key, request));
    return found.isEmpty() ? Optional.empty() : Optional.of(text(found.get().body()));
  }

  private PendingLookup begin(String key) {
    return cache.begin(lookup(key));
  }

  private void insert(String key, StoreOptions options, String text) {
    insert(key, NO_HEADERS, options, text);
  }

  private void insert(String key, HeaderFields request, StoreOptions options, String text) {
    ObjectWriter writer = cache.insert(key(key), request, options);
    write(writer, text);
    writer.finish(HeaderList.EMPTY);
  }

  private static void write(ObjectWriter writer, String text) {
    writeAll(writer, text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean writeAll(ObjectWriter writer, byte[] bytes) {
    try {
      return writer.write(bytes, 0, bytes.length);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Range range(Long from, Long to) {
    return new Range(
        from == null ? OptionalLong.empty() : OptionalLong.of(from),
        to == null ? OptionalLong.empty() : OptionalLong.of(to));
  }

  private static Lookup lookup(String key) {
    return lookup(key, NO_HEADERS);
  }

  private static Lookup lookup(String key, HeaderFields request) {
    return Lookup.of(key(key), request);
  }

  private static CacheKey key(String text) {
    return CacheKey.of(CacheKey.Space.OBJECTS, text.getBytes(StandardCharsets.UTF_8));
  }

  private static HeaderFields headers(String... namesAndValues) {
    HeaderFields headers = new HeaderFields();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.append(namesAndValues[i], namesAndValues[i + 1]);
    }
    return headers;
  }

  private static StoreOptions fresh() {
    return StoreOptions.of(Lifetime.of(LONG));
  }

  private static StoreOptions withLength(long length) {
    return new StoreOptions(
        Lifetime.of(LONG),
        VaryRule.NONE,
        Set.of(),
        OptionalLong.of(length),
        UserMetadata.NONE,
        false);
  }

  private static StoreOptions varying(VaryRule rule) {
    return tagged(rule);
  }

  private static StoreOptions tagged(VaryRule rule, String... keys) {
    return new StoreOptions(
        Lifetime.of(LONG), rule, Set.of(keys), OptionalLong.empty(), UserMetadata.NONE, false);
  }

  private static StoreOptions stale(VaryRule rule) {
    return new StoreOptions(
        Lifetime.of(Duration.ZERO), rule, Set.of(), OptionalLong.empty(), UserMetadata.NONE, false);
  }

  private static String some(Source body) throws InterruptedException {
    byte[] buffer = new byte[100];
    int count = body.read(buffer, 0, buffer.length);
    return new String(buffer, 0, count, StandardCharsets.UTF_8);
  }

  private static String text(Source body) throws InterruptedException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[100];
    for (int n = body.read(buffer, 0, 100); n >= 0; n = body.read(buffer, 0, 100)) {
      all.write(buffer, 0, n);
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  private static <T> Future<T> background(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = Thread.ofVirtual().start(task);
    // What it is there for is to wait; so it does before the test goes on.
    await().until(() -> thread.getState() == Thread.State.WAITING || task.isDone());
    return task;
  }
}
