package dev.verge.deploy.backup;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What of a home directory a backup has: everything but logs, files in transit, what is made again
 * when it is missing, and what belongs to the running process.
 */
final class Contents {
  private static final Pattern DATABASE = Pattern.compile("[a-z][a-z-]*\\.db");
  private static final String FIRST = "verge.db";
  private static final List<String> FILES =
      List.of("root-token", "secrets.key", "samples-deployed");
  private static final List<String> FOLDERS = List.of("blobs", "ca");

  /** Of a file's path, as {@code blobs/sha256/ab/abcd…}. */
  private static final int MOST_STEPS = 4;

  /** Beside a database while it is open. */
  private static final List<String> BESIDE_DATABASES = List.of("-wal", "-shm");

  /** Made from blobs when they are missing. */
  private static final String DERIVED = "trees";

  private Contents() {}

  /**
   * Databases, which are copied by their own means: the store of versions first, so that what its
   * versions need is in the others, which are of later moments.
   */
  static List<Path> databases(Path home) throws IOException {
    try (Stream<Path> entries = Files.list(home)) {
      return entries
          .filter(file -> isDatabase(file.getFileName().toString()))
          .sorted(comparing((Path file) -> !file.endsWith(FIRST)).thenComparing(naturalOrder()))
          .toList();
    }
  }

  /** All other files. None of them is ever changed, so they are copied as they are. */
  static List<Path> files(Path home) throws IOException {
    List<Path> files = new ArrayList<>(FILES.stream().map(home::resolve).toList());
    for (String folder : FOLDERS) {
      if (Files.isDirectory(home.resolve(folder))) {
        try (Stream<Path> below = Files.walk(home.resolve(folder))) {
          below.sorted().forEach(files::add);
        }
      }
    }
    files.removeIf(file -> !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
    return files;
  }

  /** Whether a backup may have a file of this name, relative to the home directory. */
  static boolean has(String name) {
    List<String> steps = List.of(name.split("/", -1));
    boolean plain =
        steps.stream().allMatch(step -> step.matches("[A-Za-z0-9_*][A-Za-z0-9._*-]{0,199}"));
    return plain
        && (steps.size() == 1
            ? FILES.contains(name) || isDatabase(name)
            : steps.size() <= MOST_STEPS && FOLDERS.contains(steps.getFirst()));
  }

  static boolean isDatabase(String name) {
    return DATABASE.matcher(name).matches();
  }

  /** What of a home directory a restored one takes the place of, by name. */
  static List<Path> replaced(Path home) throws IOException {
    try (Stream<Path> entries = Files.list(home)) {
      return entries.filter(entry -> isReplaced(entry.getFileName().toString())).toList();
    }
  }

  private static boolean isReplaced(String name) {
    return FILES.contains(name)
        || FOLDERS.contains(name)
        || name.equals(DERIVED)
        || isDatabase(name)
        || BESIDE_DATABASES.stream()
            .anyMatch(
                ending ->
                    name.endsWith(ending)
                        && isDatabase(name.substring(0, name.length() - ending.length())));
  }
}
