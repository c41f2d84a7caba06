package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.engine.GuestMemory;

/**
 * The buffers of one read or write ({@code iovec_array} and {@code ciovec_array} in
 * typenames.witx), gone through once. All of them are checked before any is touched.
 */
final class IoVectors {
  /**
   * Buffers beyond are left to the guest's next call, as partial transfers are allowed (the number
   * is Linux's UIO_MAXIOV).
   */
  private static final int MAX_VECTORS = 1024;

  private static final int VECTOR_BYTES = 8;

  private final GuestMemory memory;
  private final int[] addresses;
  private final int[] lengths;
  private int current;

  private IoVectors(GuestMemory memory, int[] addresses, int[] lengths) {
    this.memory = memory;
    this.addresses = addresses;
    this.lengths = lengths;
  }

  /**
   * @param address of the array
   * @param count its length, as the guest's unsigned {@code i32}
   */
  static IoVectors load(GuestMemory memory, int address, int count) {
    int taken = Integer.compareUnsigned(count, MAX_VECTORS) > 0 ? MAX_VECTORS : count;
    memory.requireRange(address, taken * VECTOR_BYTES);
    int[] addresses = new int[taken];
    int[] lengths = new int[taken];
    long total = 0;
    for (int i = 0; i < taken; i++) {
      addresses[i] = memory.loadInt(address + i * VECTOR_BYTES);
      int length = memory.loadInt(address + i * VECTOR_BYTES + 4);
      memory.requireRange(addresses[i], length);
      // The transferred number is returned in 32 bits; buffers that overlap could exceed them.
      lengths[i] = (int) Math.min(Integer.toUnsignedLong(length), Integer.MAX_VALUE - total);
      total += lengths[i];
    }
    return new IoVectors(memory, addresses, lengths);
  }

  /** Bytes that are left to gather or scatter. */
  int remaining() {
    int sum = 0;
    for (int i = current; i < lengths.length; i++) {
      sum += lengths[i];
    }
    return sum;
  }

  /**
   * Copies the next bytes from the guest.
   *
   * @return how many; 0 when none are left
   */
  int gather(byte[] target) {
    int done = 0;
    while (done < target.length && current < lengths.length) {
      int count = Math.min(lengths[current], target.length - done);
      memory.load(addresses[current], target, done, count);
      done += advance(count);
    }
    return done;
  }

  /** Copies bytes to the guest, no more than {@link #remaining()}. */
  void scatter(byte[] source, int length) {
    int done = 0;
    while (done < length) {
      int count = Math.min(lengths[current], length - done);
      memory.store(addresses[current], source, done, count);
      done += advance(count);
    }
  }

  private int advance(int count) {
    addresses[current] += count;
    lengths[current] -= count;
    if (lengths[current] == 0) {
      current++;
    }
    return count;
  }
}
