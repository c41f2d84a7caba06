package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** Reading and writing. */
@HostModule(value = WasiPreview1.MODULE, badPointer = Errno.FAULT)
@SuppressWarnings("MemberName") // the ABI's names
public final class StreamCalls {
  /** The most that is read, or copied before it is written, at once. */
  private static final int CHUNK_BYTES = 64 * 1024;

  private static final int FIRST_CHUNK_BYTES = 4 * 1024;

  private final DescriptorTable descriptors;
  private byte[] chunk = {};

  StreamCalls(DescriptorTable descriptors) {
    this.descriptors = descriptors;
  }

  /** Reads from a descriptor; no bytes read means its end. */
  @Hostcall
  public int fd_read(GuestMemory memory, int fd, int iovs, int iovsLength, int result)
      throws InterruptedException {
    return Errno.of(
        () -> {
          memory.requireRange(result, Integer.BYTES);
          IoVectors buffers = IoVectors.load(memory, iovs, iovsLength);
          int count =
              switch (descriptors.any(fd)) {
                case Descriptor.Input input -> read(input.stream(), buffers);
                case Descriptor.File file -> {
                  int read = read(file, file.position(), buffers);
                  file.seek(file.position() + read);
                  yield read;
                }
                case Descriptor.Directory directory -> throw new ErrnoException(Errno.ISDIR);
                case Descriptor.Output output -> throw new ErrnoException(Errno.BADF);
              };
          memory.storeInt(result, count);
        });
  }

  /** Reads from a file at an offset, and leaves its position alone. */
  @Hostcall
  public int fd_pread(GuestMemory memory, int fd, int iovs, int iovsLength, long offset, int result)
      throws InterruptedException {
    return Errno.of(
        () -> {
          memory.requireRange(result, Integer.BYTES);
          IoVectors buffers = IoVectors.load(memory, iovs, iovsLength);
          Descriptor.File file = descriptors.seekable(fd);
          if (offset < 0) {
            throw new ErrnoException(Errno.INVAL);
          }
          memory.storeInt(result, read(file, offset, buffers));
        });
  }

  /** Writes to standard output or standard error, all of it. */
  @Hostcall
  public int fd_write(GuestMemory memory, int fd, int iovs, int iovsLength, int result)
      throws InterruptedException {
    return Errno.of(
        () -> {
          memory.requireRange(result, Integer.BYTES);
          IoVectors buffers = IoVectors.load(memory, iovs, iovsLength);
          int count =
              switch (descriptors.any(fd)) {
                case Descriptor.Output output -> write(output.stream(), buffers);
                case Descriptor.Directory directory -> throw new ErrnoException(Errno.ISDIR);
                // No file is ever open for writing: path_open refuses with rofs.
                case Descriptor.File file -> throw new ErrnoException(Errno.BADF);
                case Descriptor.Input input -> throw new ErrnoException(Errno.BADF);
              };
          memory.storeInt(result, count);
        });
  }

  /** Writes to a file at an offset: there is none that is open for writing. */
  @Hostcall
  public int fd_pwrite(
      GuestMemory memory, int fd, int iovs, int iovsLength, long offset, int result)
      throws InterruptedException {
    return Errno.of(
        () -> {
          memory.requireRange(result, Integer.BYTES);
          IoVectors.load(memory, iovs, iovsLength);
          descriptors.seekable(fd);
          throw new ErrnoException(Errno.BADF);
        });
  }

  private int read(GuestInput stream, IoVectors buffers) throws InterruptedException {
    int wanted = wanted(buffers);
    if (wanted == 0) {
      return 0;
    }
    int count = Math.max(0, stream.read(chunk(wanted), 0, wanted));
    buffers.scatter(chunk, count);
    return count;
  }

  private int read(Descriptor.File file, long position, IoVectors buffers) {
    int wanted = wanted(buffers);
    int count = file.node().read(position, chunk(wanted), 0, wanted);
    buffers.scatter(chunk, count);
    return count;
  }

  private int write(GuestOutput stream, IoVectors buffers) throws InterruptedException {
    int total = buffers.remaining();
    byte[] copy = chunk(Math.min(total, CHUNK_BYTES));
    for (int count = buffers.gather(copy); count > 0; count = buffers.gather(copy)) {
      stream.write(copy, 0, count);
    }
    return total;
  }

  private static int wanted(IoVectors buffers) {
    return Math.min(buffers.remaining(), CHUNK_BYTES);
  }

  /** The buffer of this guest, grown when a larger piece is wanted for the first time. */
  private byte[] chunk(int bytes) {
    if (chunk.length < bytes) {
      chunk = new byte[bytes <= FIRST_CHUNK_BYTES ? FIRST_CHUNK_BYTES : CHUNK_BYTES];
    }
    return chunk;
  }
}
