package dev.verge.isolate.module;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Writes a copy of a module with fewer data segments: neighbours become one, the few zeros between
 * them written out. Every instantiation applies each segment on its own, and linkers leave tens of
 * thousands (Go's: 39,000 in a small program, one at every run of zeros).
 */
public final class SegmentMerger {
  /** Zeros written out between two segments: fewer bytes than a segment costs time. */
  private static final int MOST_GAP = 256;

  /** All zeros written out, so that a module made for it does not grow without bound. */
  private static final int MOST_FILLING = 4 << 20;

  private static final int ACTIVE = 0;
  private static final int I32_CONST = 0x41;
  private static final int END = 0x0b;

  private final byte[] binary;
  private final List<Segment> segments = new ArrayList<>();

  private SegmentMerger(byte[] binary) {
    this.binary = binary;
  }

  /**
   * The same module with fewer segments; itself where merging could change what it does (segments
   * that overlap, are named by instructions, or are placed by a global) or there is nothing to
   * merge.
   *
   * @param binary a module that the engine takes
   */
  public static byte[] merge(byte[] binary) {
    List<Section> sections = Sections.of(binary);
    boolean counted = sections.stream().anyMatch(section -> section.id() == Section.DATA_COUNT);
    // Without a count no instruction can name a segment (core specification, section 5.5.16).
    if (counted && CodeScan.of(binary).usesDataSegments()) {
      return binary;
    }
    SegmentMerger merger = new SegmentMerger(binary);
    for (Section section : sections) {
      if (section.id() == Section.DATA && !merger.read(section)) {
        return binary;
      }
    }
    return merger.segments.size() < 2 || merger.overlap() ? binary : merger.write(sections);
  }

  /** Reads the segments; false when one is not active at a constant place. */
  private boolean read(Section section) {
    BinaryCursor cursor = section.open(binary);
    for (int left = cursor.count(); left > 0; left--) {
      if (cursor.u32() != ACTIVE || cursor.u8() != I32_CONST) {
        return false;
      }
      long offset = Integer.toUnsignedLong(cursor.s32());
      if (cursor.u8() != END) {
        return false;
      }
      int length = cursor.count();
      segments.add(new Segment(offset, cursor.position(), length));
      cursor.skip(length);
    }
    return true;
  }

  /** Sorts the segments by place, and tells whether two write the same byte: then order matters. */
  private boolean overlap() {
    segments.sort(Comparator.comparingLong(Segment::offset));
    long end = 0;
    for (Segment segment : segments) {
      if (segment.offset() < end) {
        return true;
      }
      end = segment.offset() + segment.length();
    }
    return false;
  }

  private byte[] write(List<Section> sections) {
    ByteArrayOutputStream data = new ByteArrayOutputStream(binary.length);
    int count = writeSegments(data);
    ByteArrayOutputStream out = new ByteArrayOutputStream(binary.length);
    int copied = 0;
    for (Section section : sections) {
      if (section.id() != Section.DATA && section.id() != Section.DATA_COUNT) {
        continue;
      }
      out.write(binary, copied, section.start() - copied);
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      LimitsFormat.writeU32(content, count);
      if (section.id() == Section.DATA) {
        content.writeBytes(data.toByteArray());
      }
      out.write(section.id());
      LimitsFormat.writeU32(out, content.size());
      out.writeBytes(content.toByteArray());
      copied = section.end();
    }
    out.write(binary, copied, binary.length - copied);
    return out.toByteArray();
  }

  /** Writes the merged segments; returns how many. */
  private int writeSegments(ByteArrayOutputStream out) {
    int count = 0;
    int filling = 0;
    ByteArrayOutputStream merged = new ByteArrayOutputStream();
    long start = segments.getFirst().offset();
    for (Segment segment : segments) {
      long gap = segment.offset() - (start + merged.size());
      if (gap > MOST_GAP || filling + gap > MOST_FILLING) {
        writeSegment(out, start, merged);
        count++;
        merged.reset();
        start = segment.offset();
        gap = 0;
      }
      filling += (int) gap;
      merged.write(new byte[(int) gap], 0, (int) gap);
      merged.write(binary, segment.position(), segment.length());
    }
    writeSegment(out, start, merged);
    return count + 1;
  }

  private static void writeSegment(
      ByteArrayOutputStream out, long offset, ByteArrayOutputStream content) {
    out.write(ACTIVE);
    out.write(I32_CONST);
    writeS32(out, (int) offset);
    out.write(END);
    LimitsFormat.writeU32(out, content.size());
    out.writeBytes(content.toByteArray());
  }

  private static void writeS32(ByteArrayOutputStream out, int value) {
    int left = value;
    while (left < -0x40 || left > 0x3f) {
      out.write((left & 0x7f) | 0x80);
      left >>= 7;
    }
    out.write(left & 0x7f);
  }

  /** Where a segment goes, and where its bytes stand in the binary. */
  private record Segment(long offset, int position, int length) {}
}
