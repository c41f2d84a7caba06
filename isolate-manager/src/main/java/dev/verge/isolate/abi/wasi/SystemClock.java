package dev.verge.isolate.abi.wasi;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Clocks of this machine. */
record SystemClock(LongSupplier cpuNanos) implements GuestClock {
  /**
   * One for the whole process, so that a guest whose memory was prepared earlier never sees time go
   * back; a second ago, because Go's runtime takes a reading of 0 for a broken clock.
   */
  private static final long ORIGIN = System.nanoTime() - TimeUnit.SECONDS.toNanos(1);

  @Override
  public long realtime() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  @Override
  public long monotonic() {
    return System.nanoTime() - ORIGIN;
  }

  @Override
  public long cpu() {
    return cpuNanos.getAsLong();
  }

  @Override
  public void sleepUntil(long monotonic) throws InterruptedException {
    for (long left = monotonic - monotonic(); left > 0; left = monotonic - monotonic()) {
      Thread.sleep(Duration.ofNanos(left));
    }
  }
}
