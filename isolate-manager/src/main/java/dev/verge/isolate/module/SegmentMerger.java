package dev.verge.isolate.module;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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

  private final byte[] binary;
  private final List<DataSegment> segments;

  private SegmentMerger(byte[] binary, List<DataSegment> segments) {
    this.binary = binary;
    this.segments = new ArrayList<>(segments);
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
    Optional<List<DataSegment>> segments = DataSegments.of(binary, sections);
    if (segments.isEmpty() || segments.get().size() < 2) {
      return binary;
    }
    SegmentMerger merger = new SegmentMerger(binary, segments.get());
    return merger.overlap() ? binary : merger.write(sections);
  }

  /** Sorts the segments by place, and tells whether two write the same byte: then order matters. */
  private boolean overlap() {
    segments.sort(Comparator.comparingLong(DataSegment::offset));
    long end = 0;
    for (DataSegment segment : segments) {
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
      Section.write(out, section.id(), content.toByteArray());
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
    for (DataSegment segment : segments) {
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
    out.write(DataSegments.ACTIVE);
    out.write(DataSegments.I32_CONST);
    writeS32(out, (int) offset);
    out.write(DataSegments.END);
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
}
