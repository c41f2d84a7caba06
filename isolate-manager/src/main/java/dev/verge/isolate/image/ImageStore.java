package dev.verge.isolate.image;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file in memory that holds all images, each in a range of its own. Safe on any thread.
 *
 * <p>A range is never used twice: the file is as sparse as it is long, and one that ended is given
 * back to the system.
 */
public final class ImageStore implements AutoCloseable {
  /** Of a page; systems that have larger ones do without images. */
  static final int PAGE_BYTES = 4096;

  private static final Logger LOG = LoggerFactory.getLogger(ImageStore.class);

  private final LinuxCalls calls;
  private final int file;
  private final TouchedPages touched;
  private long end;
  private boolean closed;

  private ImageStore(LinuxCalls calls, int file, TouchedPages touched) {
    this.calls = calls;
    this.file = file;
    this.touched = touched;
  }

  /** Opens a store; empty where the system has not what it takes. */
  public static Optional<ImageStore> open() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.empty();
    }
    try {
      LinuxCalls calls = new LinuxCalls();
      if (calls.pageBytes() != PAGE_BYTES) {
        return Optional.empty();
      }
      return Optional.of(
          new ImageStore(calls, calls.memfdCreate("verge-images"), TouchedPages.open(calls)));
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("Memory images cannot be kept on this system: {}", e.toString());
      return Optional.empty();
    }
  }

  /**
   * Keeps an image.
   *
   * @param pieces what it holds; where two overlap, the later counts
   * @throws OutOfMappingsException when there is no room
   */
  public MemoryImage keep(List<Piece> pieces) {
    long length = pieces.stream().mapToLong(Piece::end).max().orElse(0);
    return keep(
        length,
        image ->
            pieces.forEach(
                piece ->
                    MemorySegment.copy(piece.content(), 0, image, piece.offset(), piece.length())));
  }

  /** Keeps what a memory holds now, all of it. */
  public MemoryImage keep(MemorySegment content) {
    return keep(content.byteSize(), image -> copyUsed(content, image));
  }

  @SuppressWarnings("restricted") // what this package is for
  private MemoryImage keep(long length, Consumer<MemorySegment> write) {
    long bytes = -Math.floorDiv(-length, (long) PAGE_BYTES) * PAGE_BYTES;
    if (bytes == 0) {
      return new MemoryImage(this, 0, MemorySegment.NULL);
    }
    long offset;
    synchronized (this) {
      offset = end;
      end += bytes;
      calls.ftruncate(file, end);
    }
    long address =
        calls.mmap(
            0,
            bytes,
            LinuxCalls.PROT_READ | LinuxCalls.PROT_WRITE,
            LinuxCalls.MAP_SHARED,
            file,
            offset);
    MemorySegment image = MemorySegment.ofAddress(address).reinterpret(bytes);
    write.accept(image);
    return new MemoryImage(this, offset, image);
  }

  /** Leaves out pages of zeros: in the file they take no room. */
  private static void copyUsed(MemorySegment from, MemorySegment to) {
    MemorySegment zeros = MemorySegment.ofArray(new byte[PAGE_BYTES]);
    for (long at = 0; at < from.byteSize(); at += PAGE_BYTES) {
      long length = Math.min(PAGE_BYTES, from.byteSize() - at);
      if (MemorySegment.mismatch(from, at, at + length, zeros, 0, length) >= 0) {
        MemorySegment.copy(from, at, to, at, length);
      }
    }
  }

  LinuxCalls calls() {
    return calls;
  }

  int file() {
    return file;
  }

  TouchedPages touched() {
    return touched;
  }

  /** An image is not wanted any more, and nobody maps it. */
  synchronized void drop(long offset, long address, long bytes) {
    calls.munmap(address, bytes);
    // The number of a closed file may be another's by now.
    if (!closed) {
      calls.punchHole(file, offset, bytes);
    }
  }

  /** Closes the file; what is mapped of it stays until it is unmapped. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      touched.close();
      calls.close(file);
    }
  }

  /**
   * A part of an image.
   *
   * @param offset in bytes, from the image's start
   * @param content whose bytes it takes
   */
  public record Piece(long offset, MemorySegment content) {
    long length() {
      return content.byteSize();
    }

    long end() {
      return offset + content.byteSize();
    }
  }
}
