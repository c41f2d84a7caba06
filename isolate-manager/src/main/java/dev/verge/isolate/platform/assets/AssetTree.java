package dev.verge.isolate.platform.assets;

import java.nio.file.Path;

/** A version's files. Immutable; safe on any thread. (Skeleton.) */
public final class AssetTree {
  /** No files. */
  public static final AssetTree EMPTY = new AssetTree();

  private AssetTree() {}

  /**
   * Unpacks an uploaded ZIP archive into a new directory, and forces it to disk. Bounded: names
   * that lead outside, links, too many files, too long names and too many bytes are refused.
   *
   * @throws AssetsRefusedException when the archive is not acceptable
   */
  public static void unpack(Path archive, Path directory) {
    throw new UnsupportedOperationException();
  }

  /** Indexes an unpacked directory. */
  public static AssetTree open(Path directory) {
    throw new UnsupportedOperationException();
  }
}
