package dev.verge.deploy.fastly;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * A package as {@code fastly compute pack} makes it: a gzipped tar archive of {@code
 * NAME/fastly.toml}, {@code NAME/bin/main.wasm} and files that do not matter here. Only those two
 * are taken out, under names of our own, so what the archive calls them leads nowhere.
 *
 * @param description the {@code fastly.toml}
 * @param module the Wasm binary
 */
public record FastlyPackage(Path description, Path module) {
  private static final String SUFFIX = ".tar.gz";
  private static final int MAX_ENTRIES = 100_000;

  /** Many times what people write. What is parsed takes many times its size in memory. */
  private static final long MAX_DESCRIPTION_BYTES = 1L << 20;

  /** Sources and the like, a fourth of them. */
  private static final long MAX_OTHER_BYTES = 16L << 20;

  private static final List<String> DESCRIPTION = List.of(FastlyProject.DESCRIPTION);
  private static final List<String> MODULE = List.of("bin", "main.wasm");

  /** How a name begins that is absolute, or leads out. */
  private static final List<String> NOWHERE = List.of("", "..");

  private static final int BUFFER_BYTES = 64 << 10;

  /** Whether a file is called like a package. */
  public static boolean isNamed(Path file) {
    return file.toString().endsWith(SUFFIX);
  }

  /**
   * Takes the two files out.
   *
   * @param archive read as far as needed
   * @param name what the package is called in messages
   * @param scratch a directory that gets the files
   * @param mostModuleBytes a larger module is refused
   * @throws FastlyProjectException when it is no such package
   */
  public static FastlyPackage unpack(
      InputStream archive, String name, Path scratch, long mostModuleBytes) {
    Path description = scratch.resolve("package-fastly.toml");
    Path module = scratch.resolve("package-main.wasm");
    // What else is in the archive has to be read past; a bomb is not read to its end.
    long most = 4 * (mostModuleBytes + MAX_OTHER_BYTES);
    boolean described = false;
    boolean built = false;
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new Bounded(new GzipCompressorInputStream(archive), most, name))) {
      int count = 0;
      for (TarArchiveEntry entry = tar.getNextEntry();
          entry != null && !(described && built);
          entry = tar.getNextEntry()) {
        if (++count > MAX_ENTRIES) {
          throw new FastlyProjectException(
              "%s has more than %d files.".formatted(name, MAX_ENTRIES));
        }
        List<String> steps = steps(entry.getName());
        if (!isPlain(entry) || steps.isEmpty() || NOWHERE.contains(steps.getFirst())) {
          continue;
        }
        List<String> inside = steps.subList(1, steps.size());
        if (inside.equals(DESCRIPTION) && !described) {
          write(tar, description, MAX_DESCRIPTION_BYTES, name);
          described = true;
        } else if (inside.equals(MODULE) && !built) {
          write(tar, module, mostModuleBytes, name);
          built = true;
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new FastlyProjectException(
          "%s is not a gzipped tar archive that can be read: %s".formatted(name, e.getMessage()),
          e);
    }
    if (!described || !built) {
      throw new FastlyProjectException(
          "%s has no NAME/%s, so it is not a package that fastly compute pack made."
              .formatted(name, described ? String.join("/", MODULE) : FastlyProject.DESCRIPTION));
    }
    return new FastlyPackage(description, module);
  }

  /** Links are files too for the library. */
  private static boolean isPlain(TarArchiveEntry entry) {
    return entry.isFile() && !entry.isSymbolicLink() && !entry.isLink();
  }

  private static List<String> steps(String name) {
    return Arrays.stream(name.split("/", -1)).filter(step -> !step.equals(".")).toList();
  }

  private static void write(InputStream content, Path file, long most, String name)
      throws IOException {
    try (OutputStream sink = Files.newOutputStream(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      long left = most;
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        left -= read;
        if (left < 0) {
          throw new FastlyProjectException(
              "%s has a %s of more than %d bytes."
                  .formatted(name, file.getFileName().toString().replace("package-", ""), most));
        }
        sink.write(buffer, 0, read);
      }
    }
  }
}
