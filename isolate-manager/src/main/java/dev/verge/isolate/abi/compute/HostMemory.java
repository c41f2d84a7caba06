package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.MemoryAccount;
import java.util.function.LongSupplier;

/**
 * This process's memory that is kept for one guest: what it was given is counted as it grows, and
 * looked through again when that sum reaches a limit, because much of it has gone since.
 */
final class HostMemory {
  /** What is asked for at once, so that the account is not asked for every field. */
  private static final long STEP_BYTES = 1 << 20;

  private final long mostBytes;
  private final MemoryAccount account;
  private final LongSupplier held;
  private long counted;
  private long granted;

  /**
   * @param mostBytes that one guest may have
   * @param account its tenant's, and the machine's
   * @param held what is really kept now, in bytes
   */
  HostMemory(long mostBytes, MemoryAccount account, LongSupplier held) {
    this.mostBytes = mostBytes;
    this.account = account;
    this.held = held;
  }

  /** Counts more bytes; false when they may not be kept. */
  boolean take(long bytes) {
    if (counted + bytes > granted) {
      counted = held.getAsLong();
    }
    if (counted + bytes > mostBytes) {
      return false;
    }
    while (counted + bytes > granted) {
      long step = Math.max(STEP_BYTES, counted + bytes - granted);
      if (!account.grow(step)) {
        return false;
      }
      granted += step;
    }
    counted += bytes;
    return true;
  }
}
