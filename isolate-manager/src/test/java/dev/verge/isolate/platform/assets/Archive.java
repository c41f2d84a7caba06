package dev.verge.isolate.platform.assets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Writes ZIP archives, good and bad ones. */
public final class Archive implements AutoCloseable {
  /** When every file was changed. */
  public static final Instant MODIFIED = Instant.parse("2026-03-04T05:06:08Z");

  private final ZipArchiveOutputStream out;

  private Archive(ZipArchiveOutputStream out) {
    this.out = out;
  }

  /** A new archive at a path. */
  public static Archive create(Path path) {
    try {
      return new Archive(new ZipArchiveOutputStream(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Unpacks an archive into a directory beside it, and opens that. */
  public static AssetTree tree(Path directory, Consumer<Archive> contents) {
    Path zip = directory.resolve("upload.zip");
    try (Archive archive = create(zip)) {
      contents.accept(archive);
    }
    Path unpacked = directory.resolve("unpacked");
    AssetTree.unpack(zip, unpacked);
    return AssetTree.open(unpacked);
  }

  /** Adds a file. */
  public Archive file(String name, String contents) {
    return file(name, contents.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a file. */
  public Archive file(String name, byte[] contents) {
    ZipArchiveEntry entry = new ZipArchiveEntry(name);
    entry.setLastModifiedTime(java.nio.file.attribute.FileTime.from(MODIFIED));
    return entry(entry, contents);
  }

  /** Adds a directory. */
  public Archive directory(String name) {
    return entry(new ZipArchiveEntry(name + "/"), new byte[0]);
  }

  /** Adds a symbolic link. */
  public Archive link(String name, String target) {
    ZipArchiveEntry entry = new ZipArchiveEntry(name);
    entry.setUnixMode(UnixStat.LINK_FLAG | 0777);
    return entry(entry, target.getBytes(StandardCharsets.UTF_8));
  }

  private Archive entry(ZipArchiveEntry entry, byte[] contents) {
    try {
      out.putArchiveEntry(entry);
      out.write(contents);
      out.closeArchiveEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
