package dev.verge.isolate.pool;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at every running guest each few milliseconds and stops those over their deadlines.
 *
 * <p>CPU time is sampled: a guest that computes when the watchdog looks is charged the time since
 * the last look, but no more than its share of the CPU time that this whole process had meanwhile.
 * The operating system's own count of a thread is out of reach for virtual threads.
 */
final class Watchdog implements AutoCloseable {
  /** Between two looks; deadlines are kept to within this, and CPU time is counted in it. */
  private static final long TICK_NANOS = 5_000_000;

  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private final OperatingSystemMXBean process =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean asleep;

  Watchdog() {
    thread = Thread.ofPlatform().daemon().name("verge-watchdog").unstarted(this::run);
    thread.start();
  }

  void add(Watch watch) {
    watches.add(watch);
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  void remove(Watch watch) {
    watches.remove(watch);
  }

  /** Stops every guest that runs now. */
  void stopAll(Fault.Kind reason) {
    watches.forEach(watch -> watch.stop(reason));
  }

  /** Stops every guest of a tenant that runs now. */
  void stopAll(String tenant, Fault.Kind reason) {
    watches.stream()
        .filter(watch -> watch.tenant().equals(tenant))
        .forEach(watch -> watch.stop(reason));
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    long last = System.nanoTime();
    long lastCpu = process.getProcessCpuTime();
    while (!closed) {
      if (watches.isEmpty()) {
        sleepUntilNeeded();
        last = System.nanoTime();
        lastCpu = process.getProcessCpuTime();
      }
      LockSupport.parkNanos(this, TICK_NANOS);
      long now = System.nanoTime();
      long cpu = process.getProcessCpuTime();
      look(now, now - last, cpu - lastCpu);
      last = now;
      lastCpu = cpu;
    }
  }

  private void sleepUntilNeeded() {
    asleep = true;
    // Looked at again after the flag is up: an `add` in between either sees the flag or is seen.
    while (watches.isEmpty() && !closed) {
      LockSupport.park(this);
    }
    asleep = false;
  }

  private void look(long now, long elapsed, long processCpu) {
    int computing = 0;
    for (Watch watch : watches) {
      if (watch.runs()) {
        computing++;
      }
    }
    long charge = Math.min(elapsed, processCpu / Math.max(1, computing));
    for (Watch watch : watches) {
      if (watch.runs()) {
        watch.charge(charge);
      }
      watch.check(now);
    }
  }
}
