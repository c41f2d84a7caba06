package dev.verge.isolate.module;

import java.io.ByteArrayOutputStream;
import java.util.OptionalLong;

/** The binary form of {@link SizeLimits} (core specification, section 5.3.9). */
final class LimitsFormat {
  private static final int HAS_MAXIMUM = 1;
  private static final int SHARED = 2;
  private static final int INDEX_64 = 4;

  private LimitsFormat() {}

  static SizeLimits read(BinaryCursor cursor) {
    int flags = cursor.u8();
    if ((flags & INDEX_64) != 0) {
      throw ModuleFormatException.unsupported(Proposal.MEMORY64);
    }
    if ((flags & SHARED) != 0) {
      throw ModuleFormatException.unsupported(Proposal.THREADS);
    }
    if (flags > HAS_MAXIMUM) {
      throw ModuleFormatException.malformed("limits with the flags 0x%02x".formatted(flags));
    }
    long minimum = cursor.u32();
    if ((flags & HAS_MAXIMUM) == 0) {
      return new SizeLimits(minimum, OptionalLong.empty());
    }
    long maximum = cursor.u32();
    if (maximum < minimum) {
      throw ModuleFormatException.malformed(
          "a maximum of %d is below its minimum of %d".formatted(maximum, minimum));
    }
    return new SizeLimits(minimum, OptionalLong.of(maximum));
  }

  /** Writes limits with a maximum. */
  static void write(ByteArrayOutputStream out, long minimum, long maximum) {
    out.write(HAS_MAXIMUM);
    writeU32(out, minimum);
    writeU32(out, maximum);
  }

  static void writeU32(ByteArrayOutputStream out, long value) {
    long left = value;
    while (left > 0x7f) {
      out.write((int) (left & 0x7f) | 0x80);
      left >>>= 7;
    }
    out.write((int) left);
  }
}
