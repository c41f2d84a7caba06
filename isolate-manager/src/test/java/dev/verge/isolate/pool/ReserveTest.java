package dev.verge.isolate.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.exchange.Start;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.assets.AssetTree;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.testing.Wat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReserveTest {
  private static final byte[] GUEST =
      Wat.compile("(module (memory (export \"memory\") 1) (func (export \"_start\")))");
  private static final FunctionId FUNCTION = new FunctionId("demo", "reserve");
  private static final long PAGE = 64 * 1024;

  private FunctionLogs logs;
  private PlatformServices services;
  private Isolates isolates;
  private Template one;
  private Template two;
  private IdleIsolates idle = open(Duration.ofMinutes(5), 1 << 30);

  @BeforeAll
  void start(@TempDir Path home) {
    logs = FunctionLogs.open(home);
    services = PlatformServices.open(PlatformServices.Settings.in(home));
    isolates =
        Isolates.start(
            new IsolateSettings(64L << 20, Duration.ofMinutes(1), 512L << 20), logs, services);
    one = template(1);
    two = template(2);
  }

  @AfterAll
  void stop() {
    isolates.close();
    services.close();
    logs.close();
  }

  @AfterEach
  void empty() {
    idle.closeAll();
    idle = open(Duration.ofMinutes(5), 1 << 30);
  }

  @Test
  void aVersionThatIsActivatedHasAnIsolateReadyForItsFirstRequest() {
    idle.activate(FUNCTION, List.of(one));
    awaitPrepared(1);

    assertThat(idle.lease(one).kind()).isEqualTo(Start.Kind.PREPARED);
  }

  @Test
  void aUsedIsolateServesBeforeOneOfTheReserve() {
    idle.activate(FUNCTION, List.of(one));
    awaitPrepared(1);
    PooledIsolate used = idle.lease(one).isolate();
    PooledIsolate other = idle.lease(one).isolate();
    idle.discard(other);
    awaitPrepared(1);
    assertThat(idle.putBack(used, PAGE)).isTrue();
    idle.tidy(used);

    Lease next = idle.lease(one);

    assertThat(next.kind()).isEqualTo(Start.Kind.WARM);
    assertThat(next.isolate()).isSameAs(used);
  }

  @Test
  void anIsolateIsThereForTheNextRequestBeforeItIsReset() {
    PooledIsolate used = idle.lease(one).isolate();
    assertThat(idle.putBack(used, PAGE)).isTrue();

    Lease next = idle.lease(one);

    assertThat(next.isolate()).isSameAs(used);
    assertThat(next.kind()).isEqualTo(Start.Kind.WARM);
    assertThat(next.readyNanos()).isPositive();
    // The request before only comes to its own tidying now.
    idle.tidy(used);
    assertThat(idle.counts()).isEmpty();
  }

  @Test
  void asManyAreKeptReadyAsWereNeededAtOnce() {
    lease(3).forEach(idle::discard);

    awaitPrepared(3);
  }

  @Test
  void aUsedUpReserveIsFilledAgain() {
    lease(2).forEach(idle::discard);
    awaitPrepared(2);

    List<PooledIsolate> taken = lease(2);
    assertThat(idle.counts()).isEmpty();
    taken.forEach(idle::discard);

    awaitPrepared(2);
  }

  @Test
  void theReserveStaysWithinItsBytes() {
    idle.closeAll();
    idle = open(Duration.ofMinutes(5), 300 * 1024);

    for (int i = 0; i < 3; i++) {
      lease(16).forEach(idle::discard);
      await().until(() -> idle.reserveBytes() > 150 * 1024);
      assertThat(idle.reserveBytes()).isLessThanOrEqualTo(300 * 1024);
    }
  }

  @Test
  void withoutBytesThereIsNoReserve() {
    idle.closeAll();
    idle = open(Duration.ofMinutes(5), 0);

    Times times = new Times();
    idle.tell(times);
    lease(8).forEach(idle::discard);
    idle.closeAll();

    assertThat(times.prepared).hasValue(0);
  }

  @Test
  void aFunctionLeftAloneLosesItsReserve() {
    idle.closeAll();
    idle = open(Duration.ofMillis(200), 1 << 30);
    lease(3).forEach(idle::discard);

    await().until(() -> idle.evictions() >= 3 && idle.counts().isEmpty());
    await().until(() -> idle.reserveBytes() == 0);
  }

  @Test
  void theReserveShrinksWhenLessIsNeeded() {
    Shelf shelf =
        new Shelf(
            one, false, Caffeine.newBuilder().build(), new LivingIsolates(), new AtomicLong());
    for (int i = 0; i < 4; i++) {
      shelf.take(0);
    }
    for (int i = 0; i < 4; i++) {
      shelf.lost();
      assertThat(shelf.stock(new PooledIsolate(shelf, one.newIsolate()))).isTrue();
    }

    assertThat(shelf.surplus(0)).isEmpty();
    long later = TimeUnit.MINUTES.toNanos(10);
    while (shelf.isUneven(later)) {
      shelf.surplus(later).orElseThrow().close();
    }
    assertThat(shelf.prepared()).isEqualTo(2);
    shelf.close().forEach(PooledIsolate::close);
  }

  @Test
  void anEvictionClosesTheReserveAndTheNextRequestIsCold() {
    lease(2).forEach(idle::discard);
    awaitPrepared(2);

    assertThat(idle.evict(FUNCTION)).isEqualTo(2);
    assertThat(idle.counts()).isEmpty();
    assertThat(idle.reserveBytes()).isZero();
    assertThat(idle.lease(one).kind()).isEqualTo(Start.Kind.COLD);
  }

  @Test
  void whatIsWithARequestDuringAnEvictionServesNoOther() {
    PooledIsolate before = idle.lease(one).isolate();
    idle.evict(FUNCTION);

    assertThat(idle.putBack(before, PAGE)).isFalse();
    idle.discard(before);
    assertThat(idle.lease(one).kind()).isEqualTo(Start.Kind.COLD);
  }

  @Test
  void whatIsBeingMadeDuringAnEvictionIsNotKept() {
    Shelf shelf =
        new Shelf(
            one, false, Caffeine.newBuilder().build(), new LivingIsolates(), new AtomicLong());
    PooledIsolate made = new PooledIsolate(shelf, one.newIsolate());

    shelf.close();

    assertThat(shelf.stock(made)).isFalse();
    assertThat(shelf.missing(System.nanoTime())).isZero();
    made.close();
  }

  @Test
  void anotherVersionTakesOverAndRequestsOfTheOneBeforeLeaveNothing() {
    idle.activate(FUNCTION, List.of(one));
    awaitPrepared(1);
    PooledIsolate before = idle.lease(one).isolate();

    idle.activate(FUNCTION, List.of(two));
    awaitPrepared(1);

    assertThat(idle.putBack(before, PAGE)).isFalse();
    idle.discard(before);
    Lease late = idle.lease(one);
    assertThat(late.kind()).isEqualTo(Start.Kind.COLD);
    assertThat(idle.putBack(late.isolate(), PAGE)).isFalse();
    idle.discard(late.isolate());
    assertThat(idle.lease(two).kind()).isEqualTo(Start.Kind.PREPARED);
  }

  @Test
  void versionsThatServeSideBySideKeepTheirIsolates() {
    idle.activate(FUNCTION, List.of(one));
    awaitPrepared(1);
    PooledIsolate first = idle.lease(one).isolate();
    idle.activate(FUNCTION, List.of(one, two));
    awaitPrepared(1);
    PooledIsolate second = idle.lease(two).isolate();

    assertThat(idle.putBack(first, PAGE)).isTrue();
    idle.tidy(first);
    assertThat(idle.putBack(second, PAGE)).isTrue();
    idle.tidy(second);

    assertThat(idle.lease(one).isolate()).isSameAs(first);
    assertThat(idle.lease(two).isolate()).isSameAs(second);
    assertThat(idle.putBack(first, PAGE)).isTrue();
    idle.activate(FUNCTION, List.of(two));
    assertThat(idle.lease(one).kind()).isEqualTo(Start.Kind.COLD);
    assertThat(idle.putBack(second, PAGE)).isTrue();
  }

  @Test
  void anEvictionLeavesVersionsThatServeSideBySideWhatTheyAre() {
    idle.activate(FUNCTION, List.of(one, two));
    awaitPrepared(2);

    assertThat(idle.evict(FUNCTION)).isEqualTo(2);

    PooledIsolate first = idle.lease(one).isolate();
    PooledIsolate second = idle.lease(two).isolate();
    assertThat(idle.putBack(first, PAGE)).isTrue();
    assertThat(idle.putBack(second, PAGE)).isTrue();
  }

  @Test
  void aVersionWithoutAPoolTakesNothingFromTheOthersAndLeavesNothing() {
    Template aside = two.unpooled();
    idle.activate(FUNCTION, List.of(one));
    awaitPrepared(1);

    Lease lease = idle.lease(aside);

    assertThat(lease.kind()).isEqualTo(Start.Kind.COLD);
    assertThat(idle.putBack(lease.isolate(), PAGE)).isFalse();
    idle.discard(lease.isolate());
    assertThat(idle.lease(one).kind()).isEqualTo(Start.Kind.PREPARED);
    idle.deactivate(FUNCTION);
    Lease alone = idle.lease(aside);
    assertThat(idle.putBack(alone.isolate(), PAGE)).isFalse();
    idle.discard(alone.isolate());
  }

  @Test
  void preparationAndResetAreTimed() {
    Times times = new Times();
    idle.tell(times);

    idle.activate(FUNCTION, List.of(one));
    awaitPrepared(1);
    assertThat(times.prepared).hasPositiveValue();
    PooledIsolate used = idle.lease(one).isolate();
    assertThat(times.reset).hasValue(0);
    idle.putBack(used, PAGE);
    idle.tidy(used);
    assertThat(times.reset).hasPositiveValue();
  }

  private List<PooledIsolate> lease(int count) {
    List<PooledIsolate> leased = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leased.add(idle.lease(one).isolate());
    }
    return leased;
  }

  private void awaitPrepared(int count) {
    await()
        .untilAsserted(
            () ->
                assertThat(idle.counts())
                    .hasEntrySatisfying(
                        FUNCTION, stats -> assertThat(stats.prepared()).isEqualTo(count)));
  }

  private Template template(int version) {
    return isolates.prepare(
        new VersionId(FUNCTION, version), GUEST, AssetTree.EMPTY, GuestConfig.DEFAULT);
  }

  private static IdleIsolates open(Duration expiry, long reserveBytes) {
    return new IdleIsolates(new IsolateSettings(1 << 30, expiry, 1 << 30, reserveBytes));
  }

  /** The sums of what was told. */
  private static final class Times implements IsolateTimes {
    private final AtomicLong prepared = new AtomicLong();
    private final AtomicLong reset = new AtomicLong();

    @Override
    public void prepared(FunctionId function, long nanos) {
      prepared.addAndGet(nanos);
    }

    @Override
    public void reset(FunctionId function, long nanos) {
      reset.addAndGet(nanos);
    }
  }
}
