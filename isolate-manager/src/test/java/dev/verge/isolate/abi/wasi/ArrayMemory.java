package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.engine.GuestMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Guest memory in an array. */
final class ArrayMemory implements GuestMemory {
  private final ByteBuffer bytes;

  ArrayMemory(int pages) {
    bytes = ByteBuffer.allocate(pages * 64 * 1024).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public long size() {
    return bytes.capacity();
  }

  @Override
  public byte loadByte(int address) {
    return bytes.get(checked(address, 1));
  }

  @Override
  public short loadShort(int address) {
    return bytes.getShort(checked(address, 2));
  }

  @Override
  public int loadInt(int address) {
    return bytes.getInt(checked(address, 4));
  }

  @Override
  public long loadLong(int address) {
    return bytes.getLong(checked(address, 8));
  }

  @Override
  public void load(int address, byte[] target, int offset, int length) {
    bytes.get(checked(address, length), target, offset, length);
  }

  @Override
  public void storeByte(int address, byte value) {
    bytes.put(checked(address, 1), value);
  }

  @Override
  public void storeShort(int address, short value) {
    bytes.putShort(checked(address, 2), value);
  }

  @Override
  public void storeInt(int address, int value) {
    bytes.putInt(checked(address, 4), value);
  }

  @Override
  public void storeLong(int address, long value) {
    bytes.putLong(checked(address, 8), value);
  }

  @Override
  public void store(int address, byte[] source, int offset, int length) {
    bytes.put(checked(address, length), source, offset, length);
  }

  private int checked(int address, int length) {
    requireRange(address, length);
    return address;
  }
}
