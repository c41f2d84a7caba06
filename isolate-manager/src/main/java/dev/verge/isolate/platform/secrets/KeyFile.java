package dev.verge.isolate.platform.secrets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The platform's key: 32 random bytes in a file that only its owner may read. */
final class KeyFile {
  private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
  private static final int BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private final Path file;

  KeyFile(Path file) {
    this.file = file;
  }

  boolean exists() {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Reads the key; others lose the right to.
   *
   * @throws SecretsException when it cannot be read, or is none
   */
  byte[] read() {
    try {
      if (!Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
        LOG.warn("Others could read {}; now only its owner can.", file);
        Files.setPosixFilePermissions(file, OWNER_ONLY);
      }
      byte[] key = Files.readAllBytes(file);
      if (key.length != BYTES) {
        throw new SecretsException(
            "%s has %d bytes, a key has %d; restore it from a backup."
                .formatted(file, key.length, BYTES));
      }
      return key;
    } catch (IOException e) {
      throw new SecretsException(
          "The key %s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Makes a new key. It is on disk, whole, or not at all.
   *
   * @throws SecretsException when it cannot be written
   */
  void create() {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(draft);
      Files.createFile(draft, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(key));
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel directory =
          FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
        directory.force(true);
      }
    } catch (IOException e) {
      throw new SecretsException(
          "The key %s cannot be written: %s".formatted(file, e.getMessage()), e);
    }
  }
}
