package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.engine.GuestMemory;

/**
 * What a guest waited for has come ({@code event} in typenames.witx).
 *
 * @param userdata from the subscription
 * @param errno one of {@link Errno}
 * @param type {@link #CLOCK}, {@link #FD_READ} or {@link #FD_WRITE}
 * @param bytes that can be read or written without waiting, as far as is known
 * @param flags {@link #HANGUP} at a file's end, or 0
 */
record Event(long userdata, int errno, byte type, long bytes, int flags) {
  /** The size of the struct. */
  static final int BYTES = 32;

  static final byte CLOCK = 0;
  static final byte FD_READ = 1;
  static final byte FD_WRITE = 2;

  static final int HANGUP = 1;

  static Event of(long userdata, byte type) {
    return new Event(userdata, Errno.SUCCESS, type, 0, 0);
  }

  void store(GuestMemory memory, int address) {
    memory.storeLong(address, userdata);
    memory.storeLong(address + 8, errno | type << 16);
    memory.storeLong(address + 16, bytes);
    memory.storeLong(address + 24, flags);
  }
}
