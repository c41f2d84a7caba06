package dev.verge.isolate.platform.assets;

import java.time.Instant;

/** A file or a directory of an {@link AssetTree}. Immutable; safe on any thread. */
public sealed interface AssetNode permits AssetDirectory, AssetFile {
  /** Unique within the tree, as an inode number is within a file system; the root's is 1. */
  long id();

  /** When it was last changed, as its archive said; the epoch when the archive said nothing. */
  Instant modified();
}
