package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.platform.assets.AssetDirectory;
import dev.verge.isolate.platform.assets.AssetFile;
import dev.verge.isolate.platform.assets.AssetNode;
import java.util.Optional;

/** What a file descriptor stands for. */
sealed interface Descriptor {
  /** Standard input. */
  record Input(GuestInput stream) implements Descriptor {}

  /** Standard output or standard error. */
  record Output(GuestOutput stream) implements Descriptor {}

  /**
   * A directory.
   *
   * @param mount its name, when the guest has it from the start
   */
  record Directory(AssetDirectory node, Optional<String> mount) implements Descriptor {}

  /** An open file, with its position. */
  final class File implements Descriptor {
    private final AssetFile node;
    private long position;
    private int flags;

    File(AssetFile node, int flags) {
      this.node = node;
      this.flags = flags;
    }

    AssetFile node() {
      return node;
    }

    /** In bytes from the file's start; may lie behind its end. */
    long position() {
      return position;
    }

    void seek(long newPosition) {
      position = newPosition;
    }

    /** {@code fdflags}. */
    int flags() {
      return flags;
    }

    void setFlags(int newFlags) {
      flags = newFlags;
    }
  }

  /** A descriptor for a node of the mounted tree. */
  static Descriptor of(AssetNode node, int flags) {
    return switch (node) {
      case AssetDirectory directory -> new Directory(directory, Optional.empty());
      case AssetFile file -> new File(file, flags);
    };
  }
}
