package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import java.nio.charset.StandardCharsets;

/** What can be done with a descriptor beside reading and writing. */
@HostModule(value = WasiPreview1.MODULE, badPointer = Errno.FAULT)
@SuppressWarnings("MemberName") // the ABI's names
public final class DescriptorCalls {
  private static final int FDSTAT_BYTES = 24;
  private static final int PRESTAT_BYTES = 8;

  /** {@code advice} in typenames.witx: normal to noreuse. */
  private static final int LAST_ADVICE = 5;

  private final DescriptorTable descriptors;

  DescriptorCalls(DescriptorTable descriptors) {
    this.descriptors = descriptors;
  }

  /** Tells how a file will be used, which changes nothing. */
  @Hostcall
  public int fd_advise(GuestMemory memory, int fd, long offset, long length, int advice)
      throws InterruptedException {
    return Errno.of(
        () -> {
          descriptors.file(fd);
          if (advice < 0 || advice > LAST_ADVICE) {
            throw new ErrnoException(Errno.INVAL);
          }
        });
  }

  /** Makes room in a file. */
  @Hostcall
  public int fd_allocate(GuestMemory memory, int fd, long offset, long length)
      throws InterruptedException {
    return Errno.of(
        () -> {
          descriptors.file(fd);
          throw new ErrnoException(Errno.ROFS);
        });
  }

  /** Closes a descriptor. */
  @Hostcall
  public int fd_close(GuestMemory memory, int fd) throws InterruptedException {
    return Errno.of(() -> descriptors.close(fd));
  }

  /** Brings a file's contents to disk, where they are. */
  @Hostcall
  public int fd_datasync(GuestMemory memory, int fd) throws InterruptedException {
    return Errno.of(() -> descriptors.file(fd));
  }

  /** Tells a descriptor's kind, flags and rights. */
  @Hostcall
  public int fd_fdstat_get(GuestMemory memory, int fd, int result) throws InterruptedException {
    return Errno.of(
        () -> {
          switch (descriptors.any(fd)) {
            case Descriptor.Input input ->
                storeFdstat(memory, result, Filetype.UNKNOWN, 0, Rights.INPUT, 0);
            case Descriptor.Output output ->
                storeFdstat(memory, result, Filetype.UNKNOWN, 0, Rights.OUTPUT, 0);
            case Descriptor.Directory directory ->
                storeFdstat(
                    memory,
                    result,
                    Filetype.DIRECTORY,
                    0,
                    Rights.DIRECTORY,
                    Rights.INHERITED_FROM_DIRECTORY);
            case Descriptor.File file ->
                storeFdstat(memory, result, Filetype.REGULAR_FILE, file.flags(), Rights.FILE, 0);
          }
        });
  }

  /** Sets a file's flags. */
  @Hostcall
  public int fd_fdstat_set_flags(GuestMemory memory, int fd, int flags)
      throws InterruptedException {
    return Errno.of(() -> descriptors.file(fd).setFlags(Fdflags.changing(flags)));
  }

  /** Takes rights away: as in Wasmtime, which knows none either. */
  @Hostcall
  public int fd_fdstat_set_rights(GuestMemory memory, int fd, long base, long inheriting)
      throws InterruptedException {
    return Errno.of(
        () -> {
          descriptors.any(fd);
          throw new ErrnoException(Errno.NOTSUP);
        });
  }

  /** Tells a file's attributes. */
  @Hostcall
  public int fd_filestat_get(GuestMemory memory, int fd, int result) throws InterruptedException {
    return Errno.of(() -> Filestat.of(descriptors.any(fd)).store(memory, result));
  }

  /** Cuts or extends a file. */
  @Hostcall
  public int fd_filestat_set_size(GuestMemory memory, int fd, long size)
      throws InterruptedException {
    return Errno.of(
        () -> {
          descriptors.file(fd);
          throw new ErrnoException(Errno.ROFS);
        });
  }

  /** Sets a file's or directory's times. */
  @Hostcall
  public int fd_filestat_set_times(
      GuestMemory memory, int fd, long accessed, long modified, int flags)
      throws InterruptedException {
    return Errno.of(
        () -> {
          Fstflags.check(flags);
          switch (descriptors.any(fd)) {
            case Descriptor.File file -> throw new ErrnoException(Errno.ROFS);
            case Descriptor.Directory directory -> throw new ErrnoException(Errno.ROFS);
            case Descriptor.Input input -> throw new ErrnoException(Errno.BADF);
            case Descriptor.Output output -> throw new ErrnoException(Errno.BADF);
          }
        });
  }

  /** Tells the length of a preopened directory's name; guests ask from 3 on until {@code badf}. */
  @Hostcall
  public int fd_prestat_get(GuestMemory memory, int fd, int result) throws InterruptedException {
    return Errno.of(
        () -> {
          byte[] name = mountName(fd, Errno.BADF);
          memory.requireRange(result, PRESTAT_BYTES);
          memory.storeInt(result, 0); // preopentype: dir
          memory.storeInt(result + 4, name.length);
        });
  }

  /** Tells a preopened directory's name. */
  @Hostcall
  public int fd_prestat_dir_name(GuestMemory memory, int fd, int path, int length)
      throws InterruptedException {
    return Errno.of(
        () -> {
          byte[] name = mountName(fd, Errno.NOTDIR);
          if (Integer.compareUnsigned(length, name.length) < 0) {
            throw new ErrnoException(Errno.NAMETOOLONG);
          }
          memory.store(path, name, 0, name.length);
        });
  }

  /** Lists a directory from a cookie on. */
  @Hostcall
  public int fd_readdir(GuestMemory memory, int fd, int buffer, int length, long cookie, int result)
      throws InterruptedException {
    return Errno.of(
        () -> {
          memory.requireRange(buffer, length);
          memory.requireRange(result, Integer.BYTES);
          DirectoryListing listing = new DirectoryListing(descriptors.directory(fd));
          memory.storeInt(result, listing.store(memory, buffer, length, cookie));
        });
  }

  /** Moves a descriptor to the number of another, which is closed. */
  @Hostcall
  public int fd_renumber(GuestMemory memory, int fd, int to) throws InterruptedException {
    return Errno.of(() -> descriptors.renumber(fd, to));
  }

  /** Moves a file's position. */
  @Hostcall
  public int fd_seek(GuestMemory memory, int fd, long offset, int whence, int result)
      throws InterruptedException {
    return Errno.of(
        () -> {
          memory.requireRange(result, Long.BYTES);
          Descriptor.File file = descriptors.seekable(fd);
          long base =
              switch (whence) {
                case 0 -> 0;
                case 1 -> file.position();
                case 2 -> file.node().size();
                default -> throw new ErrnoException(Errno.INVAL);
              };
          long position = base + offset;
          // A base is never negative, so a sum that wraps around is.
          if (position < 0) {
            throw new ErrnoException(Errno.INVAL);
          }
          file.seek(position);
          memory.storeLong(result, position);
        });
  }

  /** Brings a file to disk, where it is. */
  @Hostcall
  public int fd_sync(GuestMemory memory, int fd) throws InterruptedException {
    return Errno.of(() -> descriptors.file(fd));
  }

  /** Tells a file's position. */
  @Hostcall
  public int fd_tell(GuestMemory memory, int fd, int result) throws InterruptedException {
    return Errno.of(() -> memory.storeLong(result, descriptors.seekable(fd).position()));
  }

  private byte[] mountName(int fd, int otherwise) {
    if (descriptors.any(fd) instanceof Descriptor.Directory directory
        && directory.mount().isPresent()) {
      return directory.mount().get().getBytes(StandardCharsets.UTF_8);
    }
    throw new ErrnoException(otherwise);
  }

  private static void storeFdstat(
      GuestMemory memory, int address, byte type, int flags, long rights, long inheriting) {
    memory.requireRange(address, FDSTAT_BYTES);
    memory.storeLong(address, type | flags << 16);
    memory.storeLong(address + 8, rights);
    memory.storeLong(address + 16, inheriting);
  }
}
