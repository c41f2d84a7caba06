package dev.verge.deploy.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * The files of a backup, one after the other. Methods throw {@link BackupException} when it is no
 * backup or is damaged, and the source's own {@link IOException} when that fails. For one thread.
 */
final class Archive {
  private final Source source;
  private final InputStream content;
  private final TarArchiveInputStream tar;

  private Archive(Source source, InputStream content) {
    this.source = source;
    this.content = content;
    this.tar = new TarArchiveInputStream(content);
  }

  static Archive of(InputStream bytes) throws IOException {
    Source source = new Source(bytes);
    return source.read(() -> new Archive(source, new GzipCompressorInputStream(source)));
  }

  /** Goes to the next file; empty when there is none, and all has been checked. */
  Optional<String> next() throws IOException {
    return source.read(
        () -> {
          TarArchiveEntry entry = tar.getNextEntry();
          if (entry == null) {
            // The checksum is behind the end.
            content.transferTo(OutputStream.nullOutputStream());
            return Optional.empty();
          }
          if (!entry.isFile()
              || entry.isLink()
              || entry.isSymbolicLink()
              || !Contents.has(entry.getName())) {
            throw new BackupException(
                "This is not a backup of Verge: there is no \"%s\" in one."
                    .formatted(entry.getName().replaceAll("\\p{C}", "?")));
          }
          return Optional.of(entry.getName());
        });
  }

  /** Reads on in the file. Returns how many bytes, or -1 at its end. */
  int read(byte[] buffer) throws IOException {
    return source.read(() -> tar.read(buffer));
  }

  private interface Reading<T> {
    T now() throws IOException;
  }

  /** What the archive comes from; tells its own failures from those of what is made of it. */
  private static final class Source extends FilterInputStream {
    private boolean failed;

    Source(InputStream bytes) {
      super(bytes);
    }

    <T> T read(Reading<T> reading) throws IOException {
      try {
        return reading.now();
      } catch (IOException | IllegalArgumentException e) {
        if (failed) {
          throw e;
        }
        throw new BackupException(
            "This is not a backup of Verge, or a damaged one: " + e.getMessage(), e);
      }
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return super.read(target, offset, length);
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }
  }
}
