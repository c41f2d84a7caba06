package dev.verge.isolate.image;

import java.lang.foreign.MemorySegment;

/**
 * One instance's memory: an image, and zeros behind it, of which it copies what is written. Used by
 * one thread at a time. Must not be touched after {@link #close}: that would end this process.
 */
public final class PrivateMapping implements AutoCloseable {
  /**
   * What a reset keeps of memory beyond the image's first size, in bytes: zeroing a page costs a
   * tenth of the fault that would bring it back.
   */
  private static final long MOST_KEPT_BEYOND = 1 << 20;

  private final ImageStore store;
  private final MemoryImage image;
  private final MemorySegment memory;
  private long heldBytes;

  PrivateMapping(ImageStore store, MemoryImage image, MemorySegment memory) {
    this.store = store;
    this.image = image;
    this.memory = memory;
  }

  /** All that is reserved; zero-based, as the guest's addresses are. */
  public MemorySegment memory() {
    return memory;
  }

  /**
   * Makes all of it as it was when it was mapped.
   *
   * @param firstBytes the memory's size then
   * @param usedBytes its largest size since; nothing behind was written
   */
  public void restore(long firstBytes, long usedBytes) {
    Restoring restoring = new Restoring(firstBytes);
    store.touched().scan(memory.address(), usedBytes, restoring);
    heldBytes = restoring.kept;
    if (restoring.beyond > MOST_KEPT_BEYOND) {
      store
          .calls()
          .madvise(memory.address() + firstBytes, usedBytes - firstBytes, LinuxCalls.MADV_DONTNEED);
    } else {
      heldBytes += restoring.beyond;
    }
  }

  /** What it takes of the machine's memory by itself since its last {@link #restore}, in bytes. */
  public long heldBytes() {
    return heldBytes;
  }

  @Override
  public void close() {
    store.calls().munmap(memory.address(), memory.byteSize());
  }

  private final class Restoring implements TouchedPages.Visitor {
    private final long firstBytes;
    private long kept;
    private long beyond;

    private Restoring(long firstBytes) {
      this.firstBytes = firstBytes;
    }

    @Override
    public void touched(long start, long end) {
      long imaged = Math.min(end, image.bytes());
      if (start < imaged) {
        MemorySegment.copy(image.content(), start, memory, start, imaged - start);
      }
      long zeros = Math.max(start, imaged);
      long within = Math.clamp(firstBytes, start, end);
      kept += within - start;
      beyond += end - within;
      // What is beyond goes as a whole when it is much; until then it may turn out to be little.
      long zeroed = beyond > MOST_KEPT_BEYOND ? within : end;
      if (zeros < zeroed) {
        memory.asSlice(zeros, zeroed - zeros).fill((byte) 0);
      }
    }
  }
}
