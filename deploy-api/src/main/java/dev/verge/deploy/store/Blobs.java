package dev.verge.deploy.store;

import dev.verge.isolate.platform.assets.AssetTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Content-addressed files: {@code blobs/sha256/ab/abcd…} for every binary and archive, and {@code
 * trees/sha256/ab/abcd…} for the directory that the archive of that hash was unpacked to.
 *
 * <p>A blob that is being added has no row yet, so it is pinned from before it is written until its
 * row is committed; the collector skips what is pinned.
 */
final class Blobs {
  private static final Logger LOG = LoggerFactory.getLogger(Blobs.class);
  private final Path files;
  private final Path trees;
  private final Staging staging;
  private final ConcurrentHashMap<String, Integer> pins = new ConcurrentHashMap<>();

  /** How many want nothing to be collected. */
  private final AtomicInteger holds = new AtomicInteger();

  private Blobs(Path files, Path trees, Staging staging) {
    this.files = files;
    this.trees = trees;
    this.staging = staging;
  }

  static Blobs open(Path home, Staging staging) throws IOException {
    Path files = home.resolve("blobs").resolve("sha256");
    Path trees = home.resolve("trees").resolve("sha256");
    DurableFiles.makeDirectories(files);
    DurableFiles.makeDirectories(trees);
    return new Blobs(files, trees, staging);
  }

  /** Keeps a hash from being collected until the result is closed. */
  Pin pin(String sha256) {
    pins.merge(sha256, 1, Integer::sum);
    return () -> pins.compute(sha256, (hash, count) -> count == 1 ? null : count - 1);
  }

  /** A hash that is not collected. */
  interface Pin extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Stores a staged file; the caller has pinned it. Over an equal one if it is there, which heals a
   * damaged one.
   */
  void put(StagedFile staged) throws IOException {
    DurableFiles.moveInto(staged.path(), file(staged.blob().sha256()));
  }

  /** From now on nothing is collected. */
  void hold() {
    holds.incrementAndGet();
  }

  /** Ends one {@link #hold}; the last one makes up for what was not collected. */
  void release(Predicate<String> referred) throws IOException {
    if (holds.decrementAndGet() == 0) {
      collectAll(referred);
    }
  }

  /** Where a blob's content is. */
  Path file(String sha256) {
    return place(files, sha256);
  }

  /** The directory that an archive was unpacked to; unpacked now when it is missing. */
  Path tree(String sha256) throws IOException {
    Path tree = place(trees, sha256);
    if (!Files.isDirectory(tree)) {
      Path unpacked = staging.newPath();
      try {
        AssetTree.unpack(file(sha256), unpacked);
        adopt(unpacked, tree);
      } finally {
        DurableFiles.deleteAll(unpacked);
      }
    }
    return tree;
  }

  private static void adopt(Path unpacked, Path tree) throws IOException {
    try {
      DurableFiles.moveInto(unpacked, tree);
    } catch (IOException e) {
      // Another upload of the same archive may have been quicker: a full directory is not replaced.
      if (!Files.isDirectory(tree)) {
        throw e;
      }
    }
  }

  /** Removes every blob and tree that is neither pinned nor referred to. */
  void collectAll(Predicate<String> referred) throws IOException {
    hashes().forEach(sha256 -> collect(sha256, referred));
  }

  /**
   * Removes one blob and its tree when it is neither pinned, held nor referred to. When the disk
   * does not let it, the next start tries again.
   */
  void collect(String sha256, Predicate<String> referred) {
    pins.compute(
        sha256,
        (hash, count) -> {
          // Nobody can pin while this runs; who has pinned before has committed or is counted.
          if (count == null && holds.get() == 0 && !referred.test(hash)) {
            remove(hash);
          }
          return count;
        });
  }

  private void remove(String sha256) {
    try {
      dropTree(sha256);
      Files.deleteIfExists(file(sha256));
    } catch (IOException e) {
      LOG.warn("The unused blob {} could not be removed; the next start tries again.", sha256, e);
    }
  }

  /** Removes an unpacked archive. Those who have it open keep it. */
  void dropTree(String sha256) throws IOException {
    Path tree = place(trees, sha256);
    if (Files.isDirectory(tree)) {
      // Away from its name first: a directory there is always whole.
      Path doomed = staging.newPath();
      Files.move(tree, doomed);
      DurableFiles.deleteAll(doomed);
    }
  }

  private Set<String> hashes() throws IOException {
    Set<String> hashes = new HashSet<>();
    for (Path root : new Path[] {files, trees}) {
      try (Stream<Path> found = Files.find(root, 2, (path, attributes) -> true)) {
        found
            .filter(path -> root.relativize(path).getNameCount() == 2)
            .map(path -> path.getFileName().toString())
            .filter(Blob::isHash)
            .forEach(hashes::add);
      }
    }
    return hashes;
  }

  private static Path place(Path root, String sha256) {
    return root.resolve(sha256.substring(0, 2)).resolve(sha256);
  }
}
