package dev.verge.isolate.abi.wasi;

import static dev.verge.isolate.abi.wasi.TestGuest.RESULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ClockAndPollCallsTest {
  private static final long SECOND = 1_000_000_000L;

  private final TestWorld world = new TestWorld();
  private final TestGuest guest = world.guest();
  private final int in = guest.allocate(48 * 8);
  private final int out = guest.allocate(32 * 8);
  private int subscriptions;

  @Test
  void everyClockTellsItsTimeAndResolution() throws Exception {
    assertThat(time(0)).isEqualTo(TestWorld.REALTIME_AT_0 + 5 * SECOND);
    assertThat(time(1)).isEqualTo(5 * SECOND);
    assertThat(time(2)).isEqualTo(42_000);
    assertThat(time(3)).isEqualTo(42_000);
    for (int id = 0; id < 4; id++) {
      assertThat(guest.call("clock_res_get", id, RESULT)).isZero();
      assertThat(guest.memory.loadLong(RESULT)).isPositive();
    }
  }

  @Test
  void anUnknownClockIsInvalid() throws Exception {
    assertThat(guest.call("clock_time_get", 4, 0L, RESULT)).isEqualTo(Errno.INVAL);
    assertThat(guest.call("clock_res_get", -1, RESULT)).isEqualTo(Errno.INVAL);
    assertThat(guest.call("clock_time_get", 0, 0L, -1)).isEqualTo(Errno.FAULT);
  }

  @Test
  void aRelativeTimeoutIsWaitedFor() throws Exception {
    clock(7, 1, 2 * SECOND, false);
    assertThat(poll()).isEqualTo(1);
    assertThat(world.now).isEqualTo(7 * SECOND);
    assertEvent(0, 7, Errno.SUCCESS, 0);
  }

  @Test
  void anAbsoluteTimeoutIsWaitedForOnItsOwnClock() throws Exception {
    clock(1, 0, TestWorld.REALTIME_AT_0 + 6 * SECOND, true);
    assertThat(poll()).isEqualTo(1);
    assertThat(world.now).isEqualTo(6 * SECOND);

    clock(2, 1, 8 * SECOND, true);
    assertThat(poll()).isEqualTo(1);
    assertThat(world.now).isEqualTo(8 * SECOND);
  }

  @Test
  void anAbsoluteTimeoutInThePastIsDueAtOnce() throws Exception {
    clock(1, 0, 1, true);
    clock(2, 1, 1, true);
    assertThat(poll()).isEqualTo(2);
    assertThat(world.now).isEqualTo(5 * SECOND);
  }

  @Test
  void onlyTheEarliestOfSeveralTimeoutsComes() throws Exception {
    clock(1, 1, 3 * SECOND, false);
    clock(2, 1, SECOND, false);
    clock(3, 1, -1, false);
    assertThat(poll()).isEqualTo(1);
    assertEvent(0, 2, Errno.SUCCESS, 0);
    assertThat(world.now).isEqualTo(6 * SECOND);
  }

  @Test
  void streamsAreReadySoThatTimeoutsDoNotCome() throws Exception {
    clock(1, 1, SECOND, false);
    descriptor(2, 1, 0);
    descriptor(3, 2, 1);
    descriptor(4, 2, 2);
    assertThat(poll()).isEqualTo(3);
    assertEvent(0, 2, Errno.SUCCESS, 1);
    assertEvent(1, 3, Errno.SUCCESS, 2);
    assertEvent(2, 4, Errno.SUCCESS, 2);
    assertThat(world.now).isEqualTo(5 * SECOND);
  }

  @Test
  void whatIsWrongWithOneSubscriptionIsToldInItsEvent() throws Exception {
    descriptor(1, 1, 1);
    descriptor(2, 2, 0);
    descriptor(3, 1, 99);
    clock(4, 9, 0, false);
    clock(5, 3, 0, false);
    descriptor(6, 1, 0);
    assertThat(poll()).isEqualTo(6);
    assertEvent(0, 1, Errno.BADF, 1);
    assertEvent(1, 2, Errno.BADF, 2);
    assertEvent(2, 3, Errno.BADF, 1);
    assertEvent(3, 4, Errno.INVAL, 0);
    assertEvent(4, 5, Errno.NOTSUP, 0);
    assertEvent(5, 6, Errno.SUCCESS, 1);
  }

  @Test
  void waitingForNothingOrForTooMuchIsInvalid() throws Exception {
    assertThat(guest.call("poll_oneoff", in, out, 0, RESULT)).isEqualTo(Errno.INVAL);
    assertThat(guest.call("poll_oneoff", in, out, 1025, RESULT)).isEqualTo(Errno.INVAL);
    assertThat(guest.call("poll_oneoff", in, out, -1, RESULT)).isEqualTo(Errno.INVAL);
  }

  @Test
  void anUnknownKindOfSubscriptionIsInvalid() throws Exception {
    descriptor(1, 3, 0);
    assertThat(guest.call("poll_oneoff", in, out, 1, RESULT)).isEqualTo(Errno.INVAL);
  }

  @Test
  void badPointersAreFoundBeforeTheWait() throws Exception {
    clock(1, 1, SECOND, false);
    assertThat(guest.call("poll_oneoff", in, -8, 1, RESULT)).isEqualTo(Errno.FAULT);
    assertThat(guest.call("poll_oneoff", -8, out, 1, RESULT)).isEqualTo(Errno.FAULT);
    assertThat(guest.call("poll_oneoff", in, out, 1, -1)).isEqualTo(Errno.FAULT);
    assertThat(world.now).isEqualTo(5 * SECOND);
  }

  @Test
  void theMachinesMonotonicClockIsPositiveAndReallySleeps() throws Exception {
    GuestClock clock = GuestClock.system(() -> 3);
    long start = clock.monotonic();
    assertThat(start).isPositive();
    clock.sleepUntil(start + 2_000_000);
    assertThat(clock.monotonic()).isGreaterThanOrEqualTo(start + 2_000_000);
    assertThat(clock.cpu()).isEqualTo(3);
    assertThat(clock.realtime()).isGreaterThan(TestWorld.REALTIME_AT_0);
  }

  @Test
  void anInterruptEndsASleep() {
    TestGuest sleeper =
        new TestGuest(
            new WasiWorld(
                world.args,
                world.environ,
                GuestInput.EMPTY,
                world.stdout::write,
                world.stderr::write,
                Optional.empty(),
                GuestClock.system(() -> 0),
                GuestRandom.SECURE));
    int subscription = sleeper.allocate(48);
    sleeper.memory.storeInt(subscription + 16, 1);
    sleeper.memory.storeLong(subscription + 24, -1L);
    Thread.currentThread().interrupt();
    assertThatThrownBy(
            () -> sleeper.call("poll_oneoff", subscription, sleeper.allocate(32), 1, RESULT))
        .isInstanceOf(InterruptedException.class);
  }

  private long time(int id) throws InterruptedException {
    assertThat(guest.call("clock_time_get", id, 1000L, RESULT)).isZero();
    return guest.memory.loadLong(RESULT);
  }

  private void clock(long userdata, int id, long timeout, boolean absolute) {
    int address = next(userdata, 0);
    guest.memory.storeInt(address + 16, id);
    guest.memory.storeLong(address + 24, timeout);
    guest.memory.storeShort(address + 40, (short) (absolute ? 1 : 0));
  }

  private void descriptor(long userdata, int type, int fd) {
    guest.memory.storeInt(next(userdata, type) + 16, fd);
  }

  private int next(long userdata, int type) {
    int address = in + 48 * subscriptions++;
    guest.memory.storeLong(address, userdata);
    guest.memory.storeLong(address + 8, type);
    return address;
  }

  private int poll() throws InterruptedException {
    assertThat(guest.call("poll_oneoff", in, out, subscriptions, RESULT)).isZero();
    subscriptions = 0;
    return guest.result();
  }

  private void assertEvent(int index, long userdata, int errno, int type) {
    int address = out + 32 * index;
    assertThat(guest.memory.loadLong(address)).isEqualTo(userdata);
    assertThat(guest.memory.loadShort(address + 8)).isEqualTo((short) errno);
    assertThat(guest.memory.loadByte(address + 10)).isEqualTo((byte) type);
  }
}
