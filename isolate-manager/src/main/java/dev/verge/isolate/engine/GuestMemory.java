package dev.verge.isolate.engine;

/**
 * The linear memory of the instance whose hostcall is running. Little-endian; addresses are the
 * guest's {@code i32}, taken as unsigned. Valid during the hostcall that it was passed to, on that
 * hostcall's thread; growth by the guest is seen.
 *
 * <p>Every method throws {@link OutOfGuestMemoryException} when a byte would lie outside, before
 * anything is written.
 */
public interface GuestMemory {
  /** In bytes; a multiple of 64 KiB. */
  long size();

  /** One byte, sign-extended as Java does. */
  byte loadByte(int address);

  /** Two bytes. */
  short loadShort(int address);

  /** Four bytes. */
  int loadInt(int address);

  /** Eight bytes. */
  long loadLong(int address);

  /** Copies from the guest. */
  void load(int address, byte[] target, int offset, int length);

  /** Writes one byte. */
  void storeByte(int address, byte value);

  /** Writes two bytes. */
  void storeShort(int address, short value);

  /** Writes four bytes. */
  void storeInt(int address, int value);

  /** Writes eight bytes. */
  void storeLong(int address, long value);

  /** Copies to the guest. */
  void store(int address, byte[] source, int offset, int length);

  /** A copy of a range. */
  default byte[] load(int address, int length) {
    requireRange(address, length);
    byte[] copy = new byte[length];
    load(address, copy, 0, length);
    return copy;
  }

  /**
   * Checks a range without touching it; hostcalls do so before they act on sizes that a guest
   * claims.
   *
   * @param length in bytes, as the guest's unsigned {@code i32}
   */
  default void requireRange(int address, int length) {
    long start = Integer.toUnsignedLong(address);
    long end = start + Integer.toUnsignedLong(length);
    if (end > size()) {
      throw new OutOfGuestMemoryException(start, end, size());
    }
  }
}
