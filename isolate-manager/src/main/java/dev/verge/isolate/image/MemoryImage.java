package dev.verge.isolate.image;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;

/**
 * What a memory holds at first. Immutable; safe on any thread. Given back to the system some time
 * after the last reference to it is gone; a {@link PrivateMapping} holds one.
 */
public final class MemoryImage {
  private static final Cleaner CLEANER =
      Cleaner.create(Thread.ofPlatform().daemon().name("verge-images").factory());

  private final ImageStore store;
  private final long offset;
  private final MemorySegment content;

  MemoryImage(ImageStore store, long offset, MemorySegment content) {
    this.store = store;
    this.offset = offset;
    this.content = content;
    if (bytes() > 0) {
      long address = content.address();
      long bytes = bytes();
      CLEANER.register(this, () -> store.drop(offset, address, bytes));
    }
  }

  /** How long it is, in bytes: whole pages of the system. Behind it, memory is zero. */
  public long bytes() {
    return content.byteSize();
  }

  /**
   * Maps it, with zeros behind it.
   *
   * @param reservedBytes how far the memory may be used; a multiple of the system's page size, not
   *     less than {@link #bytes}. Only what is written takes memory.
   * @throws OutOfMappingsException when there is no room
   */
  @SuppressWarnings("restricted") // what this package is for
  public PrivateMapping map(long reservedBytes) {
    LinuxCalls calls = store.calls();
    int protection = LinuxCalls.PROT_READ | LinuxCalls.PROT_WRITE;
    long address =
        calls.mmap(
            0,
            reservedBytes,
            protection,
            LinuxCalls.MAP_PRIVATE | LinuxCalls.MAP_ANONYMOUS | LinuxCalls.MAP_NORESERVE,
            -1,
            0);
    try {
      // One write to a huge page would take, and a reset zero, two megabytes.
      calls.madvise(address, reservedBytes, LinuxCalls.MADV_NOHUGEPAGE);
      if (bytes() > 0) {
        calls.mmap(
            address,
            bytes(),
            protection,
            LinuxCalls.MAP_PRIVATE | LinuxCalls.MAP_FIXED,
            store.file(),
            offset);
      }
    } catch (RuntimeException e) {
      calls.munmap(address, reservedBytes);
      throw e;
    }
    return new PrivateMapping(
        store, this, MemorySegment.ofAddress(address).reinterpret(reservedBytes));
  }

  MemorySegment content() {
    return content;
  }
}
