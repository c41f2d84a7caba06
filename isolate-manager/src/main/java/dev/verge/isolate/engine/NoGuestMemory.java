package dev.verge.isolate.engine;

/**
 * The memory that a hostcall sees while the instance is still being made (its start function runs
 * before its exports can be read) or when the module exports none: empty, so that every pointer is
 * a bad one.
 */
final class NoGuestMemory implements GuestMemory {
  static final GuestMemory INSTANCE = new NoGuestMemory();

  private NoGuestMemory() {}

  @Override
  public long size() {
    return 0;
  }

  @Override
  public byte loadByte(int address) {
    throw outside(address, Byte.BYTES);
  }

  @Override
  public short loadShort(int address) {
    throw outside(address, Short.BYTES);
  }

  @Override
  public int loadInt(int address) {
    throw outside(address, Integer.BYTES);
  }

  @Override
  public long loadLong(int address) {
    throw outside(address, Long.BYTES);
  }

  @Override
  public void load(int address, byte[] target, int offset, int length) {
    requireRange(address, length);
  }

  @Override
  public void storeByte(int address, byte value) {
    throw outside(address, Byte.BYTES);
  }

  @Override
  public void storeShort(int address, short value) {
    throw outside(address, Short.BYTES);
  }

  @Override
  public void storeInt(int address, int value) {
    throw outside(address, Integer.BYTES);
  }

  @Override
  public void storeLong(int address, long value) {
    throw outside(address, Long.BYTES);
  }

  @Override
  public void store(int address, byte[] source, int offset, int length) {
    requireRange(address, length);
  }

  private static OutOfGuestMemoryException outside(int address, int length) {
    long start = Integer.toUnsignedLong(address);
    return new OutOfGuestMemoryException(start, start + length, 0);
  }
}
