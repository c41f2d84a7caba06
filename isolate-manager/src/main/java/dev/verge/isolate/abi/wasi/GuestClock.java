package dev.verge.isolate.abi.wasi;

import java.util.function.LongSupplier;

/** The time that a guest sees. All values are nanoseconds. */
public interface GuestClock {
  /** Since 1970-01-01T00:00:00Z. */
  long realtime();

  /** Positive, and never less than what any guest in this process saw before. */
  long monotonic();

  /** CPU time of this guest. */
  long cpu();

  /** Waits until {@link #monotonic()} has reached a value. */
  void sleepUntil(long monotonic) throws InterruptedException;

  /**
   * The machine's clocks.
   *
   * @param cpu tells the CPU time of the guest, in nanoseconds
   */
  static GuestClock system(LongSupplier cpu) {
    return new SystemClock(cpu);
  }
}
