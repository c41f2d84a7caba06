package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** Reading the clocks. */
@HostModule(value = WasiPreview1.MODULE, badPointer = Errno.FAULT)
@SuppressWarnings("MemberName") // the ABI's names
public final class ClockCalls {
  private final GuestClock clock;

  ClockCalls(GuestClock clock) {
    this.clock = clock;
  }

  /** Tells a clock's resolution, in nanoseconds. */
  @Hostcall
  public int clock_res_get(GuestMemory memory, int id, int result) throws InterruptedException {
    return Errno.of(
        () -> {
          long resolution =
              switch (id) {
                case ClockId.MONOTONIC -> 1;
                case ClockId.REALTIME, ClockId.PROCESS_CPUTIME, ClockId.THREAD_CPUTIME -> 1_000;
                default -> throw new ErrnoException(Errno.INVAL);
              };
          memory.storeLong(result, resolution);
        });
  }

  /** Tells a clock's time, in nanoseconds, as precisely as can be. */
  @Hostcall
  public int clock_time_get(GuestMemory memory, int id, long precision, int result)
      throws InterruptedException {
    return Errno.of(
        () -> {
          long time =
              switch (id) {
                case ClockId.REALTIME -> clock.realtime();
                case ClockId.MONOTONIC -> clock.monotonic();
                case ClockId.PROCESS_CPUTIME, ClockId.THREAD_CPUTIME -> clock.cpu();
                default -> throw new ErrnoException(Errno.INVAL);
              };
          memory.storeLong(result, time);
        });
  }
}
