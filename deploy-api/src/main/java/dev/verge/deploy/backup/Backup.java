package dev.verge.deploy.backup;

import dev.verge.deploy.store.StagedFolder;
import dev.verge.deploy.store.Store;
import dev.verge.isolate.platform.sqlite.DatabaseFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * The state of a running platform, at one moment for each database, the store of versions first;
 * all files that it names are kept until this is closed. For one thread.
 *
 * <p>The archive is a gzipped tar. It holds the key of the secrets and the root token: whoever has
 * it, has everything.
 */
public final class Backup implements AutoCloseable {
  /** What the archive is called in HTTP. */
  public static final String MEDIA_TYPE = "application/gzip";

  private static final int FAST = 1;
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int OWNER_ONLY = 0600;

  private final Path home;
  private final StagedFolder copies;
  private final Store.FileHold hold;

  private Backup(Path home, StagedFolder copies, Store.FileHold hold) {
    this.home = home;
    this.copies = copies;
    this.hold = hold;
  }

  /**
   * Copies the databases. Nobody is held up.
   *
   * @param home the platform's directory
   * @param store its store
   * @throws IOException when the disk refuses, or is full
   * @throws dev.verge.isolate.platform.sqlite.DatabaseException when a database cannot be copied
   */
  public static Backup of(Path home, Store store) throws IOException {
    Store.FileHold hold = store.holdFiles();
    try {
      StagedFolder copies = store.staging().folder();
      Backup backup = new Backup(home, copies, hold);
      try {
        for (Path database : Contents.databases(home)) {
          new DatabaseFile(database).copyTo(copies.path().resolve(database.getFileName()));
        }
        return backup;
      } catch (IOException | RuntimeException e) {
        copies.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      hold.close();
      throw e;
    }
  }

  /** Writes the archive. The sink stays open. */
  public void write(OutputStream sink) throws IOException {
    GzipParameters parameters = new GzipParameters();
    parameters.setCompressionLevel(FAST);
    // Buffered at the end, so that the sink gets pieces worth sending.
    BufferedOutputStream buffered = new BufferedOutputStream(sink, BUFFER_BYTES);
    GzipCompressorOutputStream gzip = new GzipCompressorOutputStream(buffered, parameters);
    TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    add(tar, copies.path(), Contents.databases(copies.path()));
    add(tar, home, Contents.files(home));
    tar.finish();
    gzip.finish();
    buffered.flush();
  }

  private static void add(TarArchiveOutputStream tar, Path root, List<Path> files)
      throws IOException {
    for (Path file : files) {
      TarArchiveEntry entry = new TarArchiveEntry(root.relativize(file).toString());
      entry.setSize(Files.size(file));
      entry.setMode(OWNER_ONLY);
      entry.setModTime(Files.getLastModifiedTime(file));
      tar.putArchiveEntry(entry);
      Files.copy(file, tar);
      tar.closeArchiveEntry();
    }
  }

  @Override
  public void close() {
    try (hold) {
      copies.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
