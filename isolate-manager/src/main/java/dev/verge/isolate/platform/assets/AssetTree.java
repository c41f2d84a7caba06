package dev.verge.isolate.platform.assets;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A version's files. Immutable; safe on any thread. */
public final class AssetTree {
  /** The most files and directories that an archive may name. */
  public static final int MAX_ENTRIES = 10_000;

  /** The most bytes that an archive's files may have together, unpacked. */
  public static final long MAX_BYTES = 256L << 20;

  /** No files. */
  public static final AssetTree EMPTY =
      new AssetTree(new AssetDirectory(1, Instant.EPOCH, List.of()));

  private final AssetDirectory root;

  AssetTree(AssetDirectory root) {
    this.root = root;
  }

  /**
   * Unpacks an uploaded ZIP archive into a new directory, and forces it to disk. Refused are names
   * that lead outside, links and devices, encrypted entries, one name twice, wrong checksums, and
   * more than {@link #MAX_ENTRIES} entries or {@link #MAX_BYTES} bytes. When it throws, the new
   * directory is gone again.
   *
   * <p>The files are kept in one pack ({@link AssetPack}), not as files of their own: no name of an
   * upload ever becomes a name on this machine.
   *
   * @param directory must not exist; its parent must
   * @throws AssetsRefusedException when the archive is not acceptable
   * @throws java.io.UncheckedIOException when the disk fails or is full
   */
  public static void unpack(Path archive, Path directory) {
    AssetPack.write(archive, directory);
  }

  /**
   * Indexes an unpacked directory. Its bytes are mapped, not read; the mapping lasts as long as the
   * tree is reachable, even when the directory is deleted meanwhile.
   *
   * @throws AssetsUnreadableException when it is missing or damaged
   */
  public static AssetTree open(Path directory) {
    return AssetPack.read(directory);
  }

  /** The directory that a guest sees under the name of the mount. */
  public AssetDirectory root() {
    return root;
  }
}
