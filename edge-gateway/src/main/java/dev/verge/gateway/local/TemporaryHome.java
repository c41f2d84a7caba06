package dev.verge.gateway.local;

import dev.verge.deploy.HomeLock;
import dev.verge.gateway.up.UpException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;

/**
 * A directory of state that is gone with the process. One that was left by a process which was
 * killed, as Fastly's command line kills its emulator, is removed by the next.
 *
 * @param path where it is
 */
record TemporaryHome(Path path) implements AutoCloseable {
  private static final String PREFIX = "verge-serve-";

  /** A younger one may not be locked yet. */
  private static final Duration YOUNG = Duration.ofMinutes(1);

  /** Makes one, in the system's folder for temporary files. */
  static TemporaryHome make() {
    try {
      Path made = Files.createTempDirectory(PREFIX);
      removeAbandoned(made.getParent());
      return new TemporaryHome(made);
    } catch (IOException e) {
      throw new UpException("There is no place for temporary files: " + e, e);
    }
  }

  @Override
  public void close() {
    try {
      remove(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void removeAbandoned(Path folder) throws IOException {
    try (DirectoryStream<Path> homes = Files.newDirectoryStream(folder, PREFIX + "*")) {
      for (Path home : homes) {
        removeIfAbandoned(home);
      }
    }
  }

  private static void removeIfAbandoned(Path home) {
    try {
      Instant youngest = Instant.now().minus(YOUNG);
      if (Files.getLastModifiedTime(home).toInstant().isBefore(youngest)) {
        HomeLock.take(home).close();
        remove(home);
      }
    } catch (IOException | IllegalStateException e) {
      // It is in use, or another's; in the end the system removes it.
    }
  }

  /** Removes a directory and all that is in it. */
  static void remove(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
