package dev.verge.gateway.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLockTest {
  @TempDir Path directory;

  @Test
  void aHomeIsTakenOnce() {
    Path home = directory.resolve("deep/home");
    try (HomeLock lock = HomeLock.take(home)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> HomeLock.take(home))
          .isInstanceOf(UpException.class)
          .hasMessageContaining("in use by another Verge")
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining("--home");
    }
  }

  @Test
  void aClosedHomeCanBeTakenAgain() {
    HomeLock.take(directory).close();
    HomeLock.take(directory).close();
  }

  @Test
  void aHomeThatIsAFileIsRefused() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> HomeLock.take(file))
        .isInstanceOf(UpException.class)
        .hasMessageContaining("cannot be written");
  }
}
