package dev.verge.gateway.up;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second platform out of a state directory. The system frees it when the process dies. */
final class HomeLock implements AutoCloseable {
  private static final String NAME = "lock";

  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes a state directory, making it when it is missing.
   *
   * @throws UpException when another process has it, or it cannot be written
   */
  static HomeLock take(Path home) {
    Path file = home.resolve(NAME);
    try {
      Files.createDirectories(home);
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        String holder = content(channel);
        channel.close();
        throw new UpException(
            "The state directory %s is in use by another Verge%s. Stop that one, or choose another directory with --home."
                .formatted(home, holder.isEmpty() ? "" : " (process " + holder + ")"));
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(US_ASCII)));
      return new HomeLock(channel);
    } catch (IOException e) {
      throw new UpException(
          "The state directory %s cannot be written (%s). Choose another with --home."
              .formatted(home, e),
          e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The system frees the lock at the end of the process at the latest.
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static String content(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(20);
    channel.read(buffer, 0);
    return new String(buffer.array(), 0, buffer.position(), US_ASCII).strip();
  }
}
