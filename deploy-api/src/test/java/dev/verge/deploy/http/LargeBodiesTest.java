package dev.verge.deploy.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.deploy.store.Store;
import dev.verge.deploy.testing.RunningControlPlane;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeBodiesTest {
  private static final int LARGE = 100_000;
  @TempDir Path home;
  private Store store;
  private LargeBodies bodies;

  @BeforeEach
  void open() {
    store = Store.open(home);
    bodies = new LargeBodies(store.staging());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aBodyIsReadWholeWhateverItsSize() throws IOException {
    for (int bytes : new int[] {0, 1, 1 << 16, (1 << 16) + 1, LARGE}) {
      try (LargeBodies.Guest guest = bodies.new Guest()) {
        assertThat(read(guest, "acme", bytes)).isEqualTo(bytes);
      }
    }
    assertThat(RunningControlPlane.files(home, "tmp")).isEmpty();
  }

  @Test
  void theThirdLargeBodyOfATenantWaitsWhileSmallOnesAndNeighboursDoNot() throws Exception {
    LargeBodies.Guest first = bodies.new Guest();
    read(first, "acme", LARGE);
    try (LargeBodies.Guest second = bodies.new Guest();
        LargeBodies.Guest small = bodies.new Guest();
        LargeBodies.Guest neighbour = bodies.new Guest()) {
      read(second, "acme", LARGE);
      Thread third = Thread.ofVirtual().start(() -> readAndLeave("acme"));
      await().until(() -> third.getState() == Thread.State.WAITING);

      read(small, "acme", 10);
      read(neighbour, "other", LARGE);
      assertThat(third.isAlive()).isTrue();

      first.close();
      third.join();
    }
  }

  private void readAndLeave(String tenant) {
    try (LargeBodies.Guest guest = bodies.new Guest()) {
      read(guest, tenant, LARGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int read(LargeBodies.Guest guest, String tenant, int bytes) throws IOException {
    return guest.read(
        tenant,
        new ByteArrayInputStream(new byte[bytes]),
        LARGE,
        content -> content.readAllBytes().length);
  }
}
