package dev.verge.isolate.engine;

import java.nio.ByteOrder;
import org.graalvm.polyglot.Value;

/** Guest memory through the polyglot API's buffer messages. */
final class BufferGuestMemory implements GuestMemory {
  private final Value memory;

  BufferGuestMemory(Value memory) {
    this.memory = memory;
  }

  @Override
  public long size() {
    return memory.getBufferSize();
  }

  @Override
  public byte loadByte(int address) {
    return memory.readBufferByte(checked(address, Byte.BYTES));
  }

  @Override
  public short loadShort(int address) {
    return memory.readBufferShort(ByteOrder.LITTLE_ENDIAN, checked(address, Short.BYTES));
  }

  @Override
  public int loadInt(int address) {
    return memory.readBufferInt(ByteOrder.LITTLE_ENDIAN, checked(address, Integer.BYTES));
  }

  @Override
  public long loadLong(int address) {
    return memory.readBufferLong(ByteOrder.LITTLE_ENDIAN, checked(address, Long.BYTES));
  }

  @Override
  public void load(int address, byte[] target, int offset, int length) {
    memory.readBuffer(checked(address, length), target, offset, length);
  }

  @Override
  public void storeByte(int address, byte value) {
    memory.writeBufferByte(checked(address, Byte.BYTES), value);
  }

  @Override
  public void storeShort(int address, short value) {
    memory.writeBufferShort(ByteOrder.LITTLE_ENDIAN, checked(address, Short.BYTES), value);
  }

  @Override
  public void storeInt(int address, int value) {
    memory.writeBufferInt(ByteOrder.LITTLE_ENDIAN, checked(address, Integer.BYTES), value);
  }

  @Override
  public void storeLong(int address, long value) {
    memory.writeBufferLong(ByteOrder.LITTLE_ENDIAN, checked(address, Long.BYTES), value);
  }

  @Override
  public void store(int address, byte[] source, int offset, int length) {
    long start = checked(address, length);
    // The API has no bulk write (25.0); eight bytes at a time is the best it offers.
    int whole = length & -Long.BYTES;
    for (int i = 0; i < whole; i += Long.BYTES) {
      memory.writeBufferLong(
          ByteOrder.LITTLE_ENDIAN, start + i, LittleEndian.longAt(source, offset + i));
    }
    for (int i = whole; i < length; i++) {
      memory.writeBufferByte(start + i, source[offset + i]);
    }
  }

  private long checked(int address, int length) {
    requireRange(address, length);
    return Integer.toUnsignedLong(address);
  }
}
