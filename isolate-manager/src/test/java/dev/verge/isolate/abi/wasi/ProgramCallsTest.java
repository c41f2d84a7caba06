package dev.verge.isolate.abi.wasi;

import static dev.verge.isolate.abi.wasi.TestGuest.RESULT;
import static dev.verge.isolate.abi.wasi.TestGuest.RESULT2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verge.isolate.engine.GuestExitException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ProgramCallsTest {
  private final TestWorld world = new TestWorld();

  @Test
  void argumentsAreNulTerminatedUtf8WithPointersToThem() throws Exception {
    world.args = List.of("app", "", "grüß");
    TestGuest guest = world.guest();

    assertThat(guest.call("args_sizes_get", RESULT, RESULT2)).isZero();
    assertThat(guest.memory.loadInt(RESULT)).isEqualTo(3);
    assertThat(guest.memory.loadInt(RESULT2)).isEqualTo(4 + 1 + 7);

    int pointers = guest.allocate(12);
    int buffer = guest.allocate(12);
    assertThat(guest.call("args_get", pointers, buffer)).isZero();
    assertThat(guest.text(buffer, 12)).isEqualTo("app\0\0grüß\0");
    assertThat(guest.memory.loadInt(pointers)).isEqualTo(buffer);
    assertThat(guest.memory.loadInt(pointers + 4)).isEqualTo(buffer + 4);
    assertThat(guest.memory.loadInt(pointers + 8)).isEqualTo(buffer + 5);
  }

  @Test
  void environmentIsKeptInOrder() throws Exception {
    world.environ = List.of("B=2", "A=1");
    TestGuest guest = world.guest();

    assertThat(guest.call("environ_sizes_get", RESULT, RESULT2)).isZero();
    assertThat(guest.memory.loadInt(RESULT)).isEqualTo(2);
    assertThat(guest.memory.loadInt(RESULT2)).isEqualTo(8);
    int buffer = guest.allocate(8);
    assertThat(guest.call("environ_get", guest.allocate(8), buffer)).isZero();
    assertThat(guest.text(buffer, 8)).isEqualTo("B=2\0A=1\0");
  }

  @Test
  void pointersOutsideOfMemoryAreFaultsAndNothingIsWritten() throws Exception {
    world.args = List.of("app");
    TestGuest guest = world.guest();
    int last = (int) guest.memory.size() - 4;

    assertThat(guest.call("args_get", RESULT, last + 1)).isEqualTo(Errno.FAULT);
    assertThat(guest.memory.loadInt(RESULT)).isZero();
    assertThat(guest.call("args_sizes_get", RESULT, -1)).isEqualTo(Errno.FAULT);
    assertThat(guest.memory.loadInt(RESULT)).isZero();
    assertThat(guest.call("args_get", RESULT, last)).isZero();
  }

  @Test
  void aStringWithNulIsRefusedBeforeAGuestSeesIt() {
    assertThatThrownBy(
            () ->
                new WasiWorld(
                    List.of("a"),
                    List.of("PATH_INFO=/a\0b"),
                    GuestInput.EMPTY,
                    world.stdout::write,
                    world.stderr::write,
                    Optional.empty(),
                    world,
                    GuestRandom.SECURE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PATH_INFO=/a?b");
  }

  @Test
  void exitUnwindsWithItsCode() {
    assertThatThrownBy(() -> world.guest().call("proc_exit", -1))
        .isInstanceOfSatisfying(
            GuestExitException.class, exit -> assertThat(exit.code()).isEqualTo(-1));
  }

  @Test
  void thereAreNoSignals() throws Exception {
    assertThat(world.guest().call("proc_raise", 6)).isEqualTo(Errno.NOTSUP);
  }

  @Test
  void yieldSucceeds() throws Exception {
    assertThat(world.guest().call("sched_yield")).isZero();
  }

  @Test
  void randomFillsTheBufferAndNoMore() throws Exception {
    TestGuest guest = world.guest();
    int buffer = guest.allocate(10_002);

    assertThat(guest.call("random_get", buffer + 1, 10_000)).isZero();

    byte[] bytes = new byte[10_002];
    guest.memory.load(buffer, bytes, 0, bytes.length);
    byte[] expected = new byte[10_002];
    Arrays.fill(expected, 1, 10_001, (byte) 7);
    assertThat(bytes).isEqualTo(expected);
    assertThat(guest.call("random_get", buffer, 0)).isZero();
  }

  @Test
  void randomChecksAHugeLengthBeforeItMakesAnything() throws Exception {
    TestGuest guest = world.guest();
    assertThat(guest.call("random_get", RESULT, -1)).isEqualTo(Errno.FAULT);
    assertThat(guest.memory.loadInt(RESULT)).isZero();
  }

  @Test
  void anInterruptEndsTheMakingOfRandomBytes() {
    TestGuest guest = world.guest();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> guest.call("random_get", 0, 100_000))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void secureRandomBytesDiffer() {
    byte[] one = new byte[32];
    byte[] other = new byte[32];
    GuestRandom.SECURE.fill(one);
    GuestRandom.SECURE.fill(other);
    assertThat(one).isNotEqualTo(other);
  }
}
