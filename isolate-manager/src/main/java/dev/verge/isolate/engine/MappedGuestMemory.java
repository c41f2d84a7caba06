package dev.verge.isolate.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Guest memory where it lies. */
final class MappedGuestMemory implements GuestMemory {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final EngineInternals.Memory memory;
  private final MemorySegment place;

  /**
   * @param place all that the memory may grow to
   */
  MappedGuestMemory(EngineInternals.Memory memory, MemorySegment place) {
    this.memory = memory;
    this.place = place;
  }

  @Override
  public long size() {
    return memory.bytes();
  }

  @Override
  public byte loadByte(int address) {
    return place.get(ValueLayout.JAVA_BYTE, checked(address, Byte.BYTES));
  }

  @Override
  public short loadShort(int address) {
    return place.get(SHORT, checked(address, Short.BYTES));
  }

  @Override
  public int loadInt(int address) {
    return place.get(INT, checked(address, Integer.BYTES));
  }

  @Override
  public long loadLong(int address) {
    return place.get(LONG, checked(address, Long.BYTES));
  }

  @Override
  public void load(int address, byte[] target, int offset, int length) {
    MemorySegment.copy(
        place, ValueLayout.JAVA_BYTE, checked(address, length), target, offset, length);
  }

  @Override
  public void storeByte(int address, byte value) {
    place.set(ValueLayout.JAVA_BYTE, checked(address, Byte.BYTES), value);
  }

  @Override
  public void storeShort(int address, short value) {
    place.set(SHORT, checked(address, Short.BYTES), value);
  }

  @Override
  public void storeInt(int address, int value) {
    place.set(INT, checked(address, Integer.BYTES), value);
  }

  @Override
  public void storeLong(int address, long value) {
    place.set(LONG, checked(address, Long.BYTES), value);
  }

  @Override
  public void store(int address, byte[] source, int offset, int length) {
    MemorySegment.copy(
        source, offset, place, ValueLayout.JAVA_BYTE, checked(address, length), length);
  }

  private long checked(int address, int length) {
    requireRange(address, length);
    return Integer.toUnsignedLong(address);
  }
}
