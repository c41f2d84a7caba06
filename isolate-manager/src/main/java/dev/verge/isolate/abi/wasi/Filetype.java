package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.platform.assets.AssetDirectory;
import dev.verge.isolate.platform.assets.AssetFile;
import dev.verge.isolate.platform.assets.AssetNode;

/** Kinds of files ({@code filetype} in typenames.witx). */
final class Filetype {
  /** Streams: not a terminal, so that C libraries buffer standard output. */
  static final byte UNKNOWN = 0;

  static final byte DIRECTORY = 3;

  static final byte REGULAR_FILE = 4;

  private Filetype() {}

  static byte of(AssetNode node) {
    return switch (node) {
      case AssetDirectory directory -> DIRECTORY;
      case AssetFile file -> REGULAR_FILE;
    };
  }
}
