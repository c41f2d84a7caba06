package dev.verge.isolate.abi.wasi;

import static dev.verge.isolate.abi.wasi.TestGuest.RESULT;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class StreamCallsTest {
  private final TestWorld world = new TestWorld();

  @Test
  void writeGathersAllBuffersIntoOneWrite() throws Exception {
    TestGuest guest = world.guest();
    int vectors = guest.vectors(guest.put("Hello, "), 7, guest.put(""), 0, guest.put("world"), 5);

    assertThat(guest.call("fd_write", 1, vectors, 3, RESULT)).isZero();

    assertThat(guest.result()).isEqualTo(12);
    assertThat(world.stdout.toString(StandardCharsets.UTF_8)).isEqualTo("Hello, world");
    assertThat(world.writes).isEqualTo(1);
  }

  @Test
  void standardErrorIsAnotherStream() throws Exception {
    TestGuest guest = world.guest();
    assertThat(guest.call("fd_write", 2, guest.vectors(guest.put("oh"), 2), 1, RESULT)).isZero();
    assertThat(world.stderr.toString(StandardCharsets.UTF_8)).isEqualTo("oh");
    assertThat(world.stdout.size()).isZero();
  }

  @Test
  void aLargeWriteIsTakenWholeInBoundedPieces() throws Exception {
    TestGuest guest = world.guest();
    byte[] large = new byte[200_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i % 251);
    }
    int vectors = guest.vectors(guest.put(large), large.length);

    assertThat(guest.call("fd_write", 1, vectors, 1, RESULT)).isZero();

    assertThat(guest.result()).isEqualTo(200_000);
    assertThat(world.stdout.toByteArray()).isEqualTo(large);
    assertThat(world.writes).isEqualTo(4);
  }

  @Test
  void oneBadBufferIsAFaultBeforeAnythingIsWritten() throws Exception {
    TestGuest guest = world.guest();
    int vectors = guest.vectors(guest.put("good"), 4, 100, -1);
    assertThat(guest.call("fd_write", 1, vectors, 2, RESULT)).isEqualTo(Errno.FAULT);
    assertThat(guest.call("fd_write", 1, vectors, 1, -2)).isEqualTo(Errno.FAULT);
    assertThat(guest.call("fd_write", 1, -8, 2, RESULT)).isEqualTo(Errno.FAULT);
    assertThat(world.stdout.size()).isZero();
  }

  @Test
  void moreBuffersThanAreTakenAtOnceMakeAPartialWrite() throws Exception {
    TestGuest guest = world.guest();
    int letter = guest.put("x");
    int[] vectors = new int[2 * 1030];
    for (int i = 0; i < vectors.length; i += 2) {
      vectors[i] = letter;
      vectors[i + 1] = 1;
    }
    assertThat(guest.call("fd_write", 1, guest.vectors(vectors), 1030, RESULT)).isZero();
    assertThat(guest.result()).isEqualTo(1024);
  }

  @Test
  void aHugeNumberOfBuffersIsAFaultWhenTheyAreNotThere() throws Exception {
    TestGuest guest = world.guest();
    int end = (int) guest.memory.size() - 8;
    assertThat(guest.call("fd_write", 1, end, -1, RESULT)).isEqualTo(Errno.FAULT);
  }

  @Test
  void readScattersWhatThereIsThenEnds() throws Exception {
    TestGuest guest = world.stdin("abcdefgh").guest();
    int first = guest.allocate(3);
    int second = guest.allocate(100);
    int vectors = guest.vectors(first, 3, second, 100);

    assertThat(guest.call("fd_read", 0, vectors, 2, RESULT)).isZero();
    assertThat(guest.result()).isEqualTo(8);
    assertThat(guest.text(first, 3) + guest.text(second, 5)).isEqualTo("abcdefgh");

    assertThat(guest.call("fd_read", 0, vectors, 2, RESULT)).isZero();
    assertThat(guest.result()).isZero();
  }

  @Test
  void anEmptyReadDoesNotTouchTheStream() throws Exception {
    TestGuest guest = world.stdin("abc").guest();
    assertThat(guest.call("fd_read", 0, guest.vectors(0, 0), 1, RESULT)).isZero();
    assertThat(guest.call("fd_read", 0, 0, 0, RESULT)).isZero();
    assertThat(guest.result()).isZero();
    assertThat(world.stdin.available()).isEqualTo(3);
  }

  @Test
  void aReadWithABadResultPointerLosesNothing() throws Exception {
    TestGuest guest = world.stdin("abc").guest();
    int vectors = guest.vectors(guest.allocate(10), 10);
    assertThat(guest.call("fd_read", 0, vectors, 1, -1)).isEqualTo(Errno.FAULT);
    assertThat(world.stdin.available()).isEqualTo(3);
  }

  @Test
  void streamsGoOneWayAndHaveNoPosition() throws Exception {
    TestGuest guest = world.guest();
    int vectors = guest.vectors(guest.allocate(8), 8);
    assertThat(guest.call("fd_read", 1, vectors, 1, RESULT)).isEqualTo(Errno.BADF);
    assertThat(guest.call("fd_write", 0, vectors, 1, RESULT)).isEqualTo(Errno.BADF);
    assertThat(guest.call("fd_read", 9, vectors, 1, RESULT)).isEqualTo(Errno.BADF);
    assertThat(guest.call("fd_pread", 0, vectors, 1, 0L, RESULT)).isEqualTo(Errno.SPIPE);
    assertThat(guest.call("fd_pwrite", 1, vectors, 1, 0L, RESULT)).isEqualTo(Errno.SPIPE);
    assertThat(guest.call("fd_seek", 1, 0L, 0, RESULT)).isEqualTo(Errno.SPIPE);
    assertThat(guest.call("fd_tell", 0, RESULT)).isEqualTo(Errno.SPIPE);
  }

  @Test
  void aClosedStreamIsABadDescriptor() throws Exception {
    TestGuest guest = world.guest();
    assertThat(guest.call("fd_close", 1)).isZero();
    assertThat(guest.call("fd_write", 1, 0, 0, RESULT)).isEqualTo(Errno.BADF);
    assertThat(guest.call("fd_close", 1)).isEqualTo(Errno.BADF);
    assertThat(guest.call("fd_close", -1)).isEqualTo(Errno.BADF);
  }

  @Test
  void streamsAreNoTerminalsAndTellTheirRights() throws Exception {
    TestGuest guest = world.guest();
    for (int fd = 0; fd < 3; fd++) {
      assertThat(guest.call("fd_fdstat_get", fd, 64)).isZero();
      assertThat(guest.memory.loadByte(64)).isEqualTo(Filetype.UNKNOWN);
      boolean readable = (guest.memory.loadLong(72) & 2) != 0;
      boolean writable = (guest.memory.loadLong(72) & 64) != 0;
      assertThat(readable).isEqualTo(fd == 0);
      assertThat(writable).isEqualTo(fd > 0);
      assertThat(guest.call("fd_filestat_get", fd, 64)).isZero();
      assertThat(guest.memory.loadLong(64)).isZero();
    }
  }

  @Test
  void renumberMovesAStreamAndClosesTheOther() throws Exception {
    TestGuest guest = world.guest();
    assertThat(guest.call("fd_renumber", 1, 2)).isZero();
    assertThat(guest.call("fd_write", 2, guest.vectors(guest.put("x"), 1), 1, RESULT)).isZero();
    assertThat(world.stdout.toString(StandardCharsets.UTF_8)).isEqualTo("x");
    assertThat(guest.call("fd_renumber", 2, 1)).isEqualTo(Errno.BADF);
    assertThat(guest.call("fd_renumber", 2, 2)).isZero();
    assertThat(guest.call("fd_write", 2, 0, 0, RESULT)).isZero();
  }

  @Test
  void noDescriptorIsASocket() throws Exception {
    TestGuest guest = world.guest();
    assertThat(guest.call("sock_shutdown", 1, 1)).isEqualTo(Errno.NOTSOCK);
    assertThat(guest.call("sock_accept", 0, 0, RESULT)).isEqualTo(Errno.NOTSOCK);
    assertThat(guest.call("sock_recv", 0, 0, 0, 0, RESULT, RESULT)).isEqualTo(Errno.NOTSOCK);
    assertThat(guest.call("sock_send", 1, 0, 0, 0, RESULT)).isEqualTo(Errno.NOTSOCK);
    assertThat(guest.call("sock_shutdown", 3, 1)).isEqualTo(Errno.BADF);
  }
}
