package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.platform.assets.AssetDirectory;
import java.util.Arrays;
import java.util.Optional;

/** One guest's file descriptors. */
final class DescriptorTable {
  /** As the usual limit of a Unix process. */
  static final int MAX_OPEN = 1024;

  /** By number; null where none is open. */
  private Descriptor[] slots = new Descriptor[8];

  DescriptorTable(WasiWorld world) {
    open(new Descriptor.Input(world.stdin()));
    open(new Descriptor.Output(world.stdout()));
    open(new Descriptor.Output(world.stderr()));
    world
        .mount()
        .ifPresent(
            mount ->
                open(new Descriptor.Directory(mount.assets().root(), Optional.of(mount.name()))));
  }

  /** Any kind of descriptor. */
  Descriptor any(int fd) {
    if (fd < 0 || fd >= slots.length || slots[fd] == null) {
      throw new ErrnoException(Errno.BADF);
    }
    return slots[fd];
  }

  /** A file; the errors are those for calls on contents, as in Wasmtime. */
  Descriptor.File file(int fd) {
    if (any(fd) instanceof Descriptor.File file) {
      return file;
    }
    throw new ErrnoException(Errno.BADF);
  }

  /** A file, for calls that use a position. */
  Descriptor.File seekable(int fd) {
    return switch (any(fd)) {
      case Descriptor.File file -> file;
      case Descriptor.Directory directory -> throw new ErrnoException(Errno.ISDIR);
      case Descriptor.Input input -> throw new ErrnoException(Errno.SPIPE);
      case Descriptor.Output output -> throw new ErrnoException(Errno.SPIPE);
    };
  }

  /** A directory. */
  AssetDirectory directory(int fd) {
    if (any(fd) instanceof Descriptor.Directory directory) {
      return directory.node();
    }
    throw new ErrnoException(Errno.NOTDIR);
  }

  /** Takes the lowest free number. */
  int open(Descriptor descriptor) {
    int fd = 0;
    while (fd < slots.length && slots[fd] != null) {
      fd++;
    }
    if (fd == MAX_OPEN) {
      throw new ErrnoException(Errno.MFILE);
    }
    if (fd == slots.length) {
      slots = Arrays.copyOf(slots, 2 * slots.length);
    }
    slots[fd] = descriptor;
    return fd;
  }

  void close(int fd) {
    any(fd);
    slots[fd] = null;
  }

  /** Moves a descriptor over another, which is closed; both must be open. */
  void renumber(int from, int to) {
    Descriptor moved = any(from);
    any(to);
    slots[from] = null;
    slots[to] = moved;
  }
}
