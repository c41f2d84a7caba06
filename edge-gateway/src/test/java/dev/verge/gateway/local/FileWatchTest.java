package dev.verge.gateway.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is noticed of files that change. */
class FileWatchTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  @TempDir Path directory;

  @Test
  @Timeout(60)
  void foldersThatVanishWhileTheyAreLookedAtDoNotEndTheWatch() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("public"));
    AtomicInteger changes = new AtomicInteger();
    Set<Path> files = Set.of(folder);

    try (FileWatch _ =
        FileWatch.start(
            files,
            () -> {
              changes.incrementAndGet();
              return Optional.of(files);
            })) {
      // As a build does that makes its output anew, until the watch has looked amid it.
      for (int i = 0; changes.get() < 2 && !Thread.currentThread().isInterrupted(); i++) {
        Path first = Files.createDirectories(folder.resolve("a" + i % 40));
        Path second = Files.createDirectory(first.resolve("b"));
        Files.delete(second);
        Files.delete(first);
        if (i % 7 == 0) {
          Files.writeString(folder.resolve("page"), Integer.toString(i));
        }
      }
      int before = changes.get();
      await()
          .atMost(SOON)
          .until(
              () -> {
                Files.writeString(folder.resolve("page"), "done " + System.nanoTime());
                return changes.get() > before + 1;
              });
    }
    assertThat(folder.resolve("page")).exists();
  }
}
