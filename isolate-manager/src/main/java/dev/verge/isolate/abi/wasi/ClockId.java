package dev.verge.isolate.abi.wasi;

/** The clocks ({@code clockid} in typenames.witx). */
final class ClockId {
  static final int REALTIME = 0;
  static final int MONOTONIC = 1;
  static final int PROCESS_CPUTIME = 2;
  static final int THREAD_CPUTIME = 3;

  private ClockId() {}
}
