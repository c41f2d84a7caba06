package dev.verge.deploy.fastly;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * What Fastly calls the files hash of a package: SHA-512 of the contents of all its files, one
 * after the other in the order of their names. An archive that was only packed again has the same.
 */
public final class PackageHash {
  private static final int MAX_ENTRIES = 10_000;
  private static final int BUFFER_BYTES = 64 << 10;

  private PackageHash() {}

  /**
   * Computes it, in hexadecimal.
   *
   * @param archive the package
   * @param name what the package is called in messages
   * @param scratch a directory that gets the files
   * @param most bytes that are unpacked
   * @throws FastlyProjectException when it is no package, or a larger one
   */
  public static String of(Path archive, String name, Path scratch, long most) {
    try (InputStream file = Files.newInputStream(archive);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(
                new Bounded(new GzipCompressorInputStream(file), most, name))) {
      return hash(files(tar, name, scratch));
    } catch (IOException | IllegalArgumentException e) {
      throw new FastlyProjectException(
          "%s is not a gzipped tar archive that can be read: %s".formatted(name, e.getMessage()),
          e);
    }
  }

  /** The files by what the archive calls them, under names of our own. */
  private static Map<String, Path> files(TarArchiveInputStream tar, String name, Path scratch)
      throws IOException {
    Map<String, Path> files = new TreeMap<>();
    int count = 0;
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (++count > MAX_ENTRIES) {
        throw new FastlyProjectException("%s has more than %d files.".formatted(name, MAX_ENTRIES));
      }
      if (entry.isFile()) {
        Path file = scratch.resolve("file-" + count);
        Files.copy(tar, file);
        files.put(entry.getName(), file);
      }
    }
    return files;
  }

  private static String hash(Map<String, Path> files) throws IOException {
    MessageDigest sha512 = sha512();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (Path file : files.values()) {
      try (InputStream content = Files.newInputStream(file)) {
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
          sha512.update(buffer, 0, read);
        }
      }
    }
    return HexFormat.of().formatHex(sha512.digest());
  }

  /** SHA-512. */
  public static MessageDigest sha512() {
    try {
      return MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-512.", e);
    }
  }
}
