package dev.verge.isolate.module;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a module's data segments (core specification, section 5.5.14). */
final class DataSegments {
  static final int ACTIVE = 0;
  static final int I32_CONST = 0x41;
  static final int END = 0x0b;

  private DataSegments() {}

  /**
   * The segments, in order; empty when instantiation alone does not say what they do: some
   * instruction names one, or a global places it.
   */
  static Optional<List<DataSegment>> of(byte[] binary, List<Section> sections) {
    boolean counted = sections.stream().anyMatch(section -> section.id() == Section.DATA_COUNT);
    // Without a count no instruction can name a segment (core specification, section 5.5.16).
    if (counted && CodeScan.of(binary).usesDataSegments()) {
      return Optional.empty();
    }
    List<DataSegment> segments = new ArrayList<>();
    for (Section section : sections) {
      if (section.id() == Section.DATA && !read(section.open(binary), segments)) {
        return Optional.empty();
      }
    }
    return Optional.of(segments);
  }

  /** Reads the segments; false when one is not active at a constant place. */
  private static boolean read(BinaryCursor cursor, List<DataSegment> segments) {
    for (int left = cursor.count(); left > 0; left--) {
      if (cursor.u32() != ACTIVE || cursor.u8() != I32_CONST) {
        return false;
      }
      long offset = Integer.toUnsignedLong(cursor.s32());
      if (cursor.u8() != END) {
        return false;
      }
      int length = cursor.count();
      segments.add(new DataSegment(offset, cursor.position(), length));
      cursor.skip(length);
    }
    return true;
  }
}
