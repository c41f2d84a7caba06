package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import dev.verge.isolate.platform.assets.AssetDirectory;
import dev.verge.isolate.platform.assets.AssetFile;
import dev.verge.isolate.platform.assets.AssetNode;

/** What can be done with names in a directory. */
@HostModule(value = WasiPreview1.MODULE, badPointer = Errno.FAULT)
@SuppressWarnings("MemberName") // the ABI's names
public final class PathCalls {
  /** {@code lookupflags} in typenames.witx: symlink_follow, the only one. */
  private static final int LOOKUP_FLAGS = 1;

  /** {@code oflags} in typenames.witx. */
  private static final int OPEN_CREATE = 1;

  private static final int OPEN_DIRECTORY = 1 << 1;
  private static final int OPEN_EXCLUSIVE = 1 << 2;
  private static final int OPEN_TRUNCATE = 1 << 3;

  private final DescriptorTable descriptors;

  PathCalls(DescriptorTable descriptors) {
    this.descriptors = descriptors;
  }

  /** Makes a directory. */
  @Hostcall
  public int path_create_directory(GuestMemory memory, int fd, int path, int length)
      throws InterruptedException {
    return Errno.of(() -> refuse(memory, fd, path, length));
  }

  /** Tells a file's attributes. */
  @Hostcall
  public int path_filestat_get(
      GuestMemory memory, int fd, int flags, int path, int length, int result)
      throws InterruptedException {
    return Errno.of(
        () -> {
          AssetDirectory directory = descriptors.directory(fd);
          checkLookup(flags);
          AssetNode node = GuestPath.load(memory, path, length).resolve(directory);
          Filestat.of(node).store(memory, result);
        });
  }

  /** Sets a file's times. */
  @Hostcall
  public int path_filestat_set_times(
      GuestMemory memory,
      int fd,
      int flags,
      int path,
      int length,
      long accessed,
      long modified,
      int timeFlags)
      throws InterruptedException {
    return Errno.of(
        () -> {
          Fstflags.check(timeFlags);
          checkLookup(flags);
          refuse(memory, fd, path, length);
        });
  }

  /** Makes a hard link. */
  @Hostcall
  public int path_link(
      GuestMemory memory,
      int oldFd,
      int oldFlags,
      int oldPath,
      int oldLength,
      int newFd,
      int newPath,
      int newLength)
      throws InterruptedException {
    return Errno.of(
        () -> {
          descriptors.directory(oldFd);
          checkLookup(oldFlags);
          GuestPath.load(memory, oldPath, oldLength);
          refuse(memory, newFd, newPath, newLength);
        });
  }

  /** Opens a file for reading, or a directory. The rights asked for only tell reads from writes. */
  @Hostcall
  public int path_open(
      GuestMemory memory,
      int fd,
      int lookupFlags,
      int path,
      int length,
      int openFlags,
      long rights,
      long inheriting,
      int flags,
      int result)
      throws InterruptedException {
    return Errno.of(
        () -> {
          memory.requireRange(result, Integer.BYTES);
          AssetDirectory directory = descriptors.directory(fd);
          checkLookup(lookupFlags);
          checkOpen(openFlags);
          int fileFlags = Fdflags.opening(flags);
          GuestPath name = GuestPath.load(memory, path, length);
          AssetNode node = find(name, directory, openFlags);
          checkOpen(node, openFlags, rights);
          memory.storeInt(result, descriptors.open(Descriptor.of(node, fileFlags)));
        });
  }

  /** Reads a symbolic link: there are none. */
  @Hostcall
  public int path_readlink(
      GuestMemory memory, int fd, int path, int length, int buffer, int bufferLength, int result)
      throws InterruptedException {
    return Errno.of(
        () -> {
          AssetDirectory directory = descriptors.directory(fd);
          GuestPath.load(memory, path, length).resolve(directory);
          throw new ErrnoException(Errno.INVAL);
        });
  }

  /** Removes a directory. */
  @Hostcall
  public int path_remove_directory(GuestMemory memory, int fd, int path, int length)
      throws InterruptedException {
    return Errno.of(() -> refuse(memory, fd, path, length));
  }

  /** Renames a file or directory. */
  @Hostcall
  public int path_rename(
      GuestMemory memory, int fd, int oldPath, int oldLength, int newFd, int newPath, int newLength)
      throws InterruptedException {
    return Errno.of(
        () -> {
          descriptors.directory(fd);
          GuestPath.load(memory, oldPath, oldLength);
          refuse(memory, newFd, newPath, newLength);
        });
  }

  /** Makes a symbolic link. */
  @Hostcall
  public int path_symlink(
      GuestMemory memory, int oldPath, int oldLength, int fd, int newPath, int newLength)
      throws InterruptedException {
    return Errno.of(
        () -> {
          memory.requireRange(oldPath, oldLength);
          refuse(memory, fd, newPath, newLength);
        });
  }

  /** Removes a file. */
  @Hostcall
  public int path_unlink_file(GuestMemory memory, int fd, int path, int length)
      throws InterruptedException {
    return Errno.of(() -> refuse(memory, fd, path, length));
  }

  /** Whatever would change the tree fails, once it is clear that it is meant. */
  private void refuse(GuestMemory memory, int fd, int path, int length) {
    descriptors.directory(fd);
    GuestPath.load(memory, path, length);
    throw new ErrnoException(Errno.ROFS);
  }

  private static void checkLookup(int flags) {
    if ((flags & ~LOOKUP_FLAGS) != 0) {
      throw new ErrnoException(Errno.INVAL);
    }
  }

  private static void checkOpen(int flags) {
    int making = OPEN_CREATE | OPEN_EXCLUSIVE | OPEN_TRUNCATE;
    boolean unknown = (flags & ~(making | OPEN_DIRECTORY)) != 0;
    if (unknown || ((flags & OPEN_DIRECTORY) != 0 && (flags & making) != 0)) {
      throw new ErrnoException(Errno.INVAL);
    }
  }

  private static AssetNode find(GuestPath path, AssetDirectory directory, int flags) {
    try {
      return path.resolve(directory);
    } catch (ErrnoException e) {
      boolean wouldCreate = e.errno() == Errno.NOENT && (flags & OPEN_CREATE) != 0;
      throw wouldCreate ? new ErrnoException(Errno.ROFS) : e;
    }
  }

  /** The order of the checks is that of Linux. */
  private static void checkOpen(AssetNode node, int flags, long rights) {
    if ((flags & OPEN_CREATE) != 0 && (flags & OPEN_EXCLUSIVE) != 0) {
      throw new ErrnoException(Errno.EXIST);
    }
    boolean writing = (rights & Rights.FD_WRITE) != 0 || (flags & OPEN_TRUNCATE) != 0;
    switch (node) {
      case AssetDirectory directory -> {
        if (writing || (flags & OPEN_CREATE) != 0) {
          throw new ErrnoException(Errno.ISDIR);
        }
      }
      case AssetFile file -> {
        if ((flags & OPEN_DIRECTORY) != 0) {
          throw new ErrnoException(Errno.NOTDIR);
        }
        if (writing) {
          throw new ErrnoException(Errno.ROFS);
        }
      }
    }
  }
}
