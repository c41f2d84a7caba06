package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.platform.assets.AssetDirectory;
import dev.verge.isolate.platform.assets.AssetFile;
import dev.verge.isolate.platform.assets.AssetNode;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The attributes of a file ({@code filestat} in typenames.witx).
 *
 * @param device 1 for the mounted tree, 0 for streams
 * @param inode unique within the device
 * @param type one of {@link Filetype}
 * @param links hard links
 * @param size in bytes
 * @param time of access, modification and change, in nanoseconds since 1970
 */
record Filestat(long device, long inode, byte type, long links, long size, long time) {
  private static final int BYTES = 64;

  /** As for a pipe in Wasmtime. */
  static final Filestat STREAM = new Filestat(0, 0, Filetype.UNKNOWN, 0, 0, 0);

  static Filestat of(Descriptor descriptor) {
    return switch (descriptor) {
      case Descriptor.Input input -> STREAM;
      case Descriptor.Output output -> STREAM;
      case Descriptor.Directory directory -> of(directory.node());
      case Descriptor.File file -> of(file.node());
    };
  }

  static Filestat of(AssetNode node) {
    long size =
        switch (node) {
          case AssetFile file -> file.size();
          case AssetDirectory directory -> 0;
        };
    return new Filestat(1, node.id(), Filetype.of(node), 1, size, nanos(node.modified()));
  }

  void store(GuestMemory memory, int address) {
    memory.requireRange(address, BYTES);
    memory.storeLong(address, device);
    memory.storeLong(address + 8, inode);
    memory.storeLong(address + 16, type);
    memory.storeLong(address + 24, links);
    memory.storeLong(address + 32, size);
    memory.storeLong(address + 40, time);
    memory.storeLong(address + 48, time);
    memory.storeLong(address + 56, time);
  }

  /** An archive may claim any time; a guest's timestamps have neither negative nor huge ones. */
  private static long nanos(Instant time) {
    long seconds = Math.clamp(time.getEpochSecond(), 0, Integer.MAX_VALUE * 4L);
    return TimeUnit.SECONDS.toNanos(seconds) + (seconds == 0 ? 0 : time.getNano());
  }
}
