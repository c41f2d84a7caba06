package dev.verge.deploy.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.UUID;

/** The directory of files that are not yet anything: emptied whenever the store is opened. */
public final class Staging {
  private static final int BUFFER_BYTES = 64 << 10;
  private final Path directory;

  private Staging(Path directory) {
    this.directory = directory;
  }

  static Staging open(Path directory) throws IOException {
    DurableFiles.makeDirectories(directory);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory)) {
      for (Path file : left) {
        DurableFiles.deleteAll(file);
      }
    }
    return new Staging(directory);
  }

  /**
   * Receives a file, hashes it on the way and forces it to disk. Nothing is left behind when that
   * fails.
   *
   * @param source read to its end
   * @param most more bytes than this are not accepted
   * @throws TooLargeException when the source has more bytes
   * @throws IOException when the source breaks off, or the disk is full
   */
  public StagedFile receive(InputStream source, long most) throws IOException {
    Path file = newPath();
    try {
      MessageDigest sha256 = Sha256.digest();
      long bytes = 0;
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          OutputStream sink = new DigestOutputStream(Channels.newOutputStream(channel), sha256)) {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = source.read(buffer); read >= 0; read = source.read(buffer)) {
          bytes += read;
          if (bytes > most) {
            throw new TooLargeException(most);
          }
          sink.write(buffer, 0, read);
        }
        channel.force(true);
      }
      return new StagedFile(file, new Blob(Sha256.hex(sha256), bytes));
    } catch (IOException | RuntimeException | Error e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /**
   * A new directory for files of one upload.
   *
   * @throws IOException when the disk refuses
   */
  public StagedFolder folder() throws IOException {
    return new StagedFolder(Files.createDirectory(newPath()));
  }

  /** A name that nobody has. */
  Path newPath() {
    return directory.resolve(UUID.randomUUID().toString());
  }
}
