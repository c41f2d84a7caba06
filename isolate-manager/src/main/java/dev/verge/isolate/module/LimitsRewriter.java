package dev.verge.isolate.module;

import java.io.ByteArrayOutputStream;

/**
 * Writes a copy of a module whose memories and tables cannot grow beyond what its function may use:
 * growth past the maximum then fails inside the guest, as the specification says it may.
 */
public final class LimitsRewriter {
  private LimitsRewriter() {}

  /**
   * The same module with lower maxima; where a module says a lower one itself, that stays.
   *
   * @param binary a module that {@link ModuleReader} has read
   * @param memoryPages the most pages of 64 KiB that a memory may have; not below the minimum of
   *     any
   * @param tableElements the most elements that a table may have; not below the minimum of any
   */
  public static byte[] limit(byte[] binary, long memoryPages, long tableElements) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(binary.length + 64);
    int copied = 0;
    for (Section section : Sections.of(binary)) {
      if (section.id() != Section.MEMORY && section.id() != Section.TABLE) {
        continue;
      }
      out.write(binary, copied, section.start() - copied);
      Section.write(out, section.id(), rewrite(section, binary, memoryPages, tableElements));
      copied = section.end();
    }
    out.write(binary, copied, binary.length - copied);
    return out.toByteArray();
  }

  private static byte[] rewrite(
      Section section, byte[] binary, long memoryPages, long tableElements) {
    boolean table = section.id() == Section.TABLE;
    long most = table ? tableElements : memoryPages;
    BinaryCursor cursor = section.open(binary);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int count = cursor.count();
    LimitsFormat.writeU32(out, count);
    for (int left = count; left > 0; left--) {
      if (table) {
        out.write(cursor.u8());
      }
      SizeLimits limits = LimitsFormat.read(cursor);
      LimitsFormat.write(out, limits.minimum(), Math.min(limits.maximum().orElse(most), most));
    }
    return out.toByteArray();
  }
}
