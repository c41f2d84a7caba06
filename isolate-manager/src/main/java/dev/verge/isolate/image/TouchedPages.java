package dev.verge.isolate.image;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Which pages of a private mapping the process has written: those that are in memory, or swapped
 * out, and are not the file's. Safe on any thread.
 */
abstract sealed class TouchedPages implements AutoCloseable {
  private static final String PAGEMAP = "/proc/self/pagemap";

  final LinuxCalls calls;
  final int file;

  private TouchedPages(LinuxCalls calls, int file) {
    this.calls = calls;
    this.file = file;
  }

  /** Told of each range of pages, in ascending order, in bytes from the mapping's start. */
  interface Visitor {
    void touched(long start, long end);
  }

  /** The fastest way that this kernel knows. */
  static TouchedPages open(LinuxCalls calls) {
    int file = calls.openForReading(PAGEMAP);
    Scanned scanned = new Scanned(calls, file);
    return scanned.works() ? scanned : new Read(calls, file);
  }

  /** The way that every kernel knows. */
  static TouchedPages openReading(LinuxCalls calls) {
    return new Read(calls, calls.openForReading(PAGEMAP));
  }

  /**
   * @param address of the mapping
   * @param length how much of it to look at, in bytes; whole pages
   */
  abstract void scan(long address, long length, Visitor visitor);

  @Override
  public void close() {
    calls.close(file);
  }

  /**
   * By the {@code PAGEMAP_SCAN} request (Linux 6.7; Documentation/admin-guide/mm/pagemap.rst): the
   * kernel walks the page table and tells ranges.
   */
  private static final class Scanned extends TouchedPages {
    /** {@code _IOWR('f', 16, struct pm_scan_arg)}. */
    private static final long PAGEMAP_SCAN = 0xc0606610L;

    private static final long IS_FILE = 1 << 2;
    private static final long IS_PRESENT = 1 << 3;
    private static final long IS_SWAPPED = 1 << 4;
    private static final long IS_ZERO_PAGE = 1 << 5;

    private static final int ARGUMENT_BYTES = 96;
    private static final int MOST_REGIONS = 256;
    private static final int REGION_BYTES = 24;

    private Scanned(LinuxCalls calls, int file) {
      super(calls, file);
    }

    boolean works() {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment buffer = arena.allocate(ARGUMENT_BYTES + MOST_REGIONS * REGION_BYTES, 8);
        return request(buffer, 0, 0) >= 0;
      }
    }

    @Override
    void scan(long address, long length, Visitor visitor) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment buffer = arena.allocate(ARGUMENT_BYTES + MOST_REGIONS * REGION_BYTES, 8);
        long end = address + length;
        for (long at = address; at < end; at = walkEnd(buffer)) {
          int found = request(buffer, at, end);
          if (found < 0) {
            throw new IllegalStateException("The system refused PAGEMAP_SCAN");
          }
          for (int i = 0; i < found; i++) {
            long region = ARGUMENT_BYTES + (long) i * REGION_BYTES;
            visitor.touched(
                buffer.get(JAVA_LONG, region) - address,
                buffer.get(JAVA_LONG, region + Long.BYTES) - address);
          }
        }
      }
    }

    private int request(MemorySegment buffer, long start, long end) {
      long wrong = IS_FILE | IS_ZERO_PAGE;
      long[] argument = {
        ARGUMENT_BYTES,
        0, // flags
        start,
        end,
        0, // walk_end: told
        buffer.address() + ARGUMENT_BYTES,
        MOST_REGIONS,
        0, // max_pages: all
        wrong, // categories of which the absence counts
        wrong, // categories that all have to match
        IS_PRESENT | IS_SWAPPED, // categories of which one has to match
        IS_PRESENT // what a region tells
      };
      MemorySegment.copy(argument, 0, buffer, JAVA_LONG, 0, argument.length);
      return calls.ioctl(file, PAGEMAP_SCAN, buffer);
    }

    private static long walkEnd(MemorySegment buffer) {
      return buffer.get(JAVA_LONG, 4 * Long.BYTES);
    }
  }

  /** By reading the entries of all pages (the same document). */
  private static final class Read extends TouchedPages {
    private static final long PRESENT = 1L << 63;
    private static final long SWAPPED = 1L << 62;
    private static final long FILE_OR_SHARED = 1L << 61;

    private static final int PAGES_AT_ONCE = 1024;

    private Read(LinuxCalls calls, int file) {
      super(calls, file);
    }

    @Override
    void scan(long address, long length, Visitor visitor) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment entries = arena.allocate(PAGES_AT_ONCE * (long) Long.BYTES, 8);
        long pages = length / ImageStore.PAGE_BYTES;
        long first = address / ImageStore.PAGE_BYTES;
        long begun = -1;
        for (long at = 0; at < pages; at += PAGES_AT_ONCE) {
          long count = Math.min(PAGES_AT_ONCE, pages - at);
          long bytes = count * Long.BYTES;
          if (calls.pread(file, entries, bytes, (first + at) * Long.BYTES) != bytes) {
            throw new IllegalStateException("The system refused to read " + PAGEMAP);
          }
          for (int i = 0; i < count; i++) {
            boolean touched = isTouched(entries.getAtIndex(JAVA_LONG, i));
            if (touched && begun < 0) {
              begun = at + i;
            } else if (!touched && begun >= 0) {
              visitor.touched(begun * ImageStore.PAGE_BYTES, (at + i) * ImageStore.PAGE_BYTES);
              begun = -1;
            }
          }
        }
        if (begun >= 0) {
          visitor.touched(begun * ImageStore.PAGE_BYTES, length);
        }
      }
    }

    private static boolean isTouched(long entry) {
      return (entry & (PRESENT | SWAPPED)) != 0 && (entry & FILE_OR_SHARED) == 0;
    }
  }
}
