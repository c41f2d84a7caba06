package dev.verge.isolate.platform.assets;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A ZIP archive that somebody sent. Nothing that it says of itself is believed: names, kinds, sizes
 * and checksums are checked, and bytes are counted as they come out.
 */
final class UploadedArchive implements AutoCloseable {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final ZipFile zip;
  private final List<ZipArchiveEntry> entries;
  private long unpackedBytes;

  private UploadedArchive(ZipFile zip) {
    this.zip = zip;
    this.entries = Collections.list(zip.getEntries());
  }

  /**
   * Reads the archive's directory and checks every entry's name and kind.
   *
   * @throws AssetsRefusedException when one is not acceptable
   */
  static UploadedArchive open(Path archive) throws IOException {
    requireFewEntries(archive);
    UploadedArchive opened;
    try {
      opened = new UploadedArchive(ZipFile.builder().setPath(archive).get());
    } catch (IOException e) {
      throw notAnArchive(e);
    }
    try {
      opened.check();
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /**
   * Copies all files and directories, without compression.
   *
   * @throws AssetsRefusedException when an entry does not unpack to what the archive says, or all
   *     together are too large
   */
  void copyTo(ZipArchiveOutputStream out) throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    for (ZipArchiveEntry entry : entries) {
      ZipArchiveEntry copy = new ZipArchiveEntry(entry.getName());
      copy.setMethod(ZipArchiveEntry.STORED);
      if (entry.getLastModifiedTime() != null) {
        copy.setLastModifiedTime(entry.getLastModifiedTime());
      }
      out.putArchiveEntry(copy);
      if (!entry.isDirectory()) {
        copyContents(entry, out, chunk);
      }
      out.closeArchiveEntry();
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  /**
   * Counts before anything is built for each entry: the JDK keeps an archive's directory as it is,
   * where Commons Compress, needed for the entries' kinds, makes an object for each.
   */
  private static void requireFewEntries(Path archive) {
    try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(archive.toFile())) {
      requireFewEntries(zip.size());
    } catch (IOException e) {
      throw notAnArchive(e);
    }
  }

  private static void requireFewEntries(int count) {
    if (count > AssetTree.MAX_ENTRIES) {
      throw new AssetsRefusedException(
          "The archive has %d entries; the most is %d.".formatted(count, AssetTree.MAX_ENTRIES));
    }
  }

  private void check() {
    requireFewEntries(entries.size());
    AssetTreeBuilder tree = new AssetTreeBuilder();
    for (ZipArchiveEntry entry : entries) {
      require(plain(entry), entry, "is a link or a device; only files and directories are taken");
      require(!entry.getGeneralPurposeBit().usesEncryption(), entry, "is encrypted");
      require(
          zip.canReadEntryData(entry),
          entry,
          "is compressed by method %d; use deflate or store".formatted(entry.getMethod()));
      if (entry.isDirectory()) {
        tree.directory(entry);
      } else {
        tree.file(entry, MemorySegment.NULL);
      }
    }
  }

  /** Whether the file mode, where a Unix program wrote one, is that of a file or a directory. */
  private static boolean plain(ZipArchiveEntry entry) {
    int kind = entry.getUnixMode() & UnixStat.FILE_TYPE_FLAG;
    return kind == 0 || kind == UnixStat.FILE_FLAG || kind == UnixStat.DIR_FLAG;
  }

  private void copyContents(ZipArchiveEntry entry, ZipArchiveOutputStream out, byte[] chunk)
      throws IOException {
    CRC32 checksum = new CRC32();
    long size = 0;
    try (InputStream in = open(entry)) {
      for (int count = read(entry, in, chunk); count > 0; count = read(entry, in, chunk)) {
        size += count;
        unpackedBytes += count;
        if (unpackedBytes > AssetTree.MAX_BYTES) {
          throw new AssetsRefusedException(
              "The archive unpacks to more than %d bytes.".formatted(AssetTree.MAX_BYTES));
        }
        checksum.update(chunk, 0, count);
        out.write(chunk, 0, count);
      }
    }
    require(size == entry.getSize(), entry, "does not unpack to the size that the archive says");
    require(checksum.getValue() == entry.getCrc(), entry, "does not match its checksum");
  }

  private InputStream open(ZipArchiveEntry entry) {
    try {
      return zip.getInputStream(entry);
    } catch (IOException e) {
      throw broken(entry, e);
    }
  }

  /** Reads from the archive alone, so that a failing disk is not taken for a broken archive. */
  private static int read(ZipArchiveEntry entry, InputStream in, byte[] chunk) {
    try {
      return in.read(chunk);
    } catch (IOException e) {
      throw broken(entry, e);
    }
  }

  private static void require(boolean kept, ZipArchiveEntry entry, String fact) {
    if (!kept) {
      throw new AssetsRefusedException(
          "The entry " + AssetPath.quoted(entry.getName()) + " " + fact + ".");
    }
  }

  private static AssetsRefusedException broken(ZipArchiveEntry entry, IOException cause) {
    return new AssetsRefusedException(
        "The entry %s cannot be unpacked: %s"
            .formatted(AssetPath.quoted(entry.getName()), cause.getMessage()));
  }

  private static AssetsRefusedException notAnArchive(IOException cause) {
    return new AssetsRefusedException(
        "The assets are not a readable ZIP archive: " + cause.getMessage());
  }
}
