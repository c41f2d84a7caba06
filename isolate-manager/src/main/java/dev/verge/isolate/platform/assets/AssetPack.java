package dev.verge.isolate.platform.assets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * The form in which a version's files are stored: one ZIP archive without compression, mapped as a
 * whole. Any file is then a range of one mapping: one file to force to disk, no file descriptors
 * while guests read, and reads that an interrupted guest cannot break for others (an interrupt
 * closes a {@link FileChannel}).
 */
final class AssetPack {
  private static final String NAME = "assets.zip";

  private AssetPack() {}

  static void write(Path archive, Path directory) {
    try {
      Files.createDirectory(directory);
      try {
        writeNew(archive, directory.resolve(NAME));
        force(directory);
        force(directory.toAbsolutePath().getParent());
      } catch (RuntimeException | IOException e) {
        remove(directory, e);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The assets could not be stored in " + directory, e);
    }
  }

  static AssetTree read(Path directory) {
    Path pack = directory.resolve(NAME);
    try (FileChannel channel = FileChannel.open(pack, StandardOpenOption.READ);
        ZipFile zip = ZipFile.builder().setSeekableByteChannel(channel).get()) {
      MemorySegment bytes =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      AssetTreeBuilder tree = new AssetTreeBuilder();
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        if (entry.isDirectory()) {
          tree.directory(entry);
        } else if (entry.getMethod() == ZipArchiveEntry.STORED) {
          tree.file(entry, bytes.asSlice(entry.getDataOffset(), entry.getSize()));
        } else {
          throw new AssetsUnreadableException(directory, "it was not written by Verge");
        }
      }
      return tree.build();
    } catch (IOException | IndexOutOfBoundsException | AssetsRefusedException e) {
      throw new AssetsUnreadableException(directory, e);
    }
  }

  private static void writeNew(Path archive, Path pack) throws IOException {
    try (UploadedArchive upload = UploadedArchive.open(archive);
        FileChannel channel =
            FileChannel.open(pack, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        ZipArchiveOutputStream out = new ZipArchiveOutputStream(channel)) {
      upload.copyTo(out);
      out.finish();
      channel.force(true);
    }
  }

  private static void remove(Path directory, Exception cause) {
    try {
      Files.deleteIfExists(directory.resolve(NAME));
      Files.delete(directory);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** Makes the names in a directory durable. */
  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
