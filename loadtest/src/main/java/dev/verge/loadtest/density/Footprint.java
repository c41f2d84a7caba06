package dev.verge.loadtest.density;

import dev.verge.loadtest.BenchException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What this process takes at one moment, after everything unreachable is gone.
 *
 * @param heapBytes used by reachable objects
 * @param privateBytes resident pages that no other process shares, the whole heap among them: its
 *     growth is what lies outside the heap, as long as the heap is of a fixed size and touched
 * @param pageTableBytes the kernel's tables for this process
 * @param mappings lines of {@code /proc/self/maps}
 * @param descriptors open files
 * @param threads of the operating system
 */
record Footprint(
    long heapBytes,
    long privateBytes,
    long pageTableBytes,
    long mappings,
    long descriptors,
    long threads) {
  private static final Path SELF = Path.of("/proc/self");

  /** Takes it; runs the collector until that frees nothing more. */
  static Footprint now() {
    long heap = reachable();
    try {
      List<String> rollup = Files.readAllLines(SELF.resolve("smaps_rollup"));
      List<String> status = Files.readAllLines(SELF.resolve("status"));
      return new Footprint(
          heap,
          kilobytes(rollup, "Private_Clean:") + kilobytes(rollup, "Private_Dirty:"),
          kilobytes(status, "VmPTE:"),
          Files.readAllLines(SELF.resolve("maps")).size(),
          openFiles(),
          number(status, "Threads:"));
    } catch (IOException e) {
      throw new BenchException("Memory is counted from /proc, which only Linux has: " + e, e);
    }
  }

  /** What one of so many things added since an earlier footprint. */
  Each each(Footprint before, int count) {
    return new Each(
        (heapBytes - before.heapBytes) / count,
        (privateBytes - before.privateBytes) / count,
        (pageTableBytes - before.pageTableBytes) / count);
  }

  /**
   * Bytes of one thing.
   *
   * @param heap in the heap
   * @param outside resident outside of it
   * @param pageTables of the kernel
   */
  record Each(long heap, long outside, long pageTables) {
    long total() {
      return heap + outside + pageTables;
    }
  }

  private static long reachable() {
    long least = Long.MAX_VALUE;
    while (true) {
      System.gc();
      long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      // Cleaners free more once their objects are known to be unreachable.
      if (used > least - (64 << 10)) {
        return Math.min(used, least);
      }
      least = used;
    }
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> open = Files.list(SELF.resolve("fd"))) {
      return open.count();
    }
  }

  private static long kilobytes(List<String> lines, String name) {
    return number(lines, name) << 10;
  }

  private static long number(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }
}
