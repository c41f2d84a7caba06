package dev.verge.isolate.module;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the primitives of the binary format (core specification, section 5.2) and never past its
 * end.
 */
final class BinaryCursor {
  private final byte[] bytes;
  private final int end;
  private int position;

  BinaryCursor(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  int position() {
    return position;
  }

  boolean atEnd() {
    return position == end;
  }

  int remaining() {
    return end - position;
  }

  int u8() {
    if (position == end) {
      throw ModuleFormatException.malformed("it ends early, at byte " + position);
    }
    return bytes[position++] & 0xff;
  }

  /** An unsigned 32-bit number in LEB128. */
  long u32() {
    return unsigned(32);
  }

  /** An unsigned number of up to 64 bits in LEB128; what does not fit a Java long is negative. */
  long u64() {
    return unsigned(64);
  }

  /** A signed 32-bit number in LEB128. */
  int s32() {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int next = u8();
      value |= (next & 0x7f) << shift;
      if ((next & 0x80) == 0) {
        boolean negative = (next & 0x40) != 0;
        return negative && shift + 7 < 32 ? value | -1 << (shift + 7) : value;
      }
    }
    throw ModuleFormatException.malformed("the number at byte %d is too long".formatted(position));
  }

  /** Passes a signed or unsigned number of up to {@code bits} bits in LEB128. */
  void skipLeb(int bits) {
    int most = (bits + 6) / 7;
    for (int i = 0; i < most; i++) {
      if ((u8() & 0x80) == 0) {
        return;
      }
    }
    throw ModuleFormatException.malformed("a number at byte " + position + " is too long");
  }

  /**
   * A count of things that take at least one byte each, so that it cannot be larger than what is
   * left.
   */
  int count() {
    long count = u32();
    if (count > remaining()) {
      throw ModuleFormatException.malformed(
          "byte %d announces %d entries where %d bytes are left"
              .formatted(position, count, remaining()));
    }
    return (int) count;
  }

  void skip(long length) {
    if (length > remaining()) {
      throw ModuleFormatException.malformed(
          "byte %d announces %d bytes where %d are left".formatted(position, length, remaining()));
    }
    position += (int) length;
  }

  /** A part of this of its own, which this then stands behind. */
  BinaryCursor part(long length) {
    int start = position;
    skip(length);
    return new BinaryCursor(bytes, start, position);
  }

  String name() {
    int length = count();
    int start = position;
    skip(length);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw ModuleFormatException.malformed("the name at byte %d is not UTF-8".formatted(start));
    }
  }

  private long unsigned(int bits) {
    long value = 0;
    for (int shift = 0; shift < bits; shift += 7) {
      int next = u8();
      int left = bits - shift;
      if (left < 7 && (next & 0x7f) >>> left != 0) {
        throw ModuleFormatException.malformed(
            "the number at byte %d is too large".formatted(position));
      }
      value |= (long) (next & 0x7f) << shift;
      if ((next & 0x80) == 0) {
        return value;
      }
    }
    throw ModuleFormatException.malformed("the number at byte %d is too long".formatted(position));
  }
}
