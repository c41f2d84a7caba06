package dev.verge.deploy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second platform out of a home directory. A crash releases it. */
public final class HomeLock implements AutoCloseable {
  private final FileChannel file;

  private HomeLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes a directory, which is made when it is missing.
   *
   * @throws IllegalStateException when somebody else has it, or the directory cannot be used
   */
  public static HomeLock take(Path home) {
    try {
      Files.createDirectories(home);
      FileChannel file =
          FileChannel.open(
              home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (locked(file)) {
        return new HomeLock(file);
      }
      file.close();
    } catch (IOException e) {
      throw new IllegalStateException(
          "The home directory %s cannot be used: %s".formatted(home, e.getMessage()), e);
    }
    throw new IllegalStateException(
        "Another Verge runs in %s. Stop it, or choose another home.".formatted(home));
  }

  private static boolean locked(FileChannel file) throws IOException {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new IllegalStateException("The lock of the home directory cannot be released.", e);
    }
  }
}
