package dev.verge.deploy.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A folder's files as a temporary zip file; the same files always make the same bytes. */
public final class AssetsZip implements AutoCloseable {
  /** The earliest time that the format can say; files' own times would change the zip's hash. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final Path file;

  private AssetsZip(Path file) {
    this.file = file;
  }

  /**
   * Packs a folder. Symbolic links are followed.
   *
   * @throws ClientException when a file cannot be read
   */
  public static AssetsZip of(Path folder) {
    try {
      AssetsZip zip = new AssetsZip(Files.createTempFile("verge-assets-", ".zip"));
      try {
        zip.fill(folder);
      } catch (IOException | RuntimeException e) {
        zip.close();
        throw e;
      }
      return zip;
    } catch (UncheckedIOException e) {
      throw failed(folder, e.getCause());
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  /** The zip file; gone once this is closed. */
  public Path file() {
    return file;
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It lies in the system's folder for temporary files, which the system empties.
    }
  }

  private void fill(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Path asset : files) {
        ZipEntry entry = new ZipEntry(folder.relativize(asset).toString().replace('\\', '/'));
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        Files.copy(asset, zip);
        zip.closeEntry();
      }
    }
  }

  private static ClientException failed(Path folder, IOException e) {
    return new ClientException(
        "The assets in %s cannot be packed: %s: %s"
            .formatted(folder, e.getMessage(), Reasons.of(e)),
        e);
  }
}
