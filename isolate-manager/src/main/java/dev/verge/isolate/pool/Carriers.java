package dev.verge.isolate.pool;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.management.VirtualThreadSchedulerMXBean;

/**
 * Keeps guests that compute from keeping others waiting. A virtual thread that computes has its
 * carrier to itself until it waits, so with few carriers a few guests in endless loops would stop
 * all others. With as many carriers as there may be guests the operating system would divide the
 * processors; but each carrier that runs out of work looks for it at all others before it sleeps,
 * which costs half of the throughput (measured: {@code loadtest/README.md}). So there are few, and
 * more as soon as somebody has waited for one.
 *
 * <p>The scheduler is this process's only one: whatever else runs on virtual threads, such as
 * uploads that are parsed, is seen to in the same way, so this looks whether guests run or not.
 */
final class Carriers implements AutoCloseable {
  /** Between two looks. */
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Measured best with two processors: one that sleeps costs little, one too few costs much. */
  private static final int PER_PROCESSOR = 2;

  /** What the scheduler may have at the most, by default. */
  private static final int MOST = 256;

  /** Who waited so long for a carrier waited for guests that compute. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** For so long nobody waited, before there are fewer again. */
  private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final VirtualThreadSchedulerMXBean scheduler =
      ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
  private final int least = PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
  private Probe probe = new Probe();
  private long probedNanos;
  private long calmSinceNanos;
  private volatile boolean closed;

  Carriers() {
    scheduler.setParallelism(least);
    probe.ran = true;
  }

  /** Begins to look, on a thread of its own, until it is closed. */
  static Carriers start() {
    Carriers carriers = new Carriers();
    Thread.ofPlatform().daemon().name("verge-carriers").start(carriers::run);
    return carriers;
  }

  private void run() {
    while (!closed) {
      look(System.nanoTime());
      LockSupport.parkNanos(this, TICK_NANOS);
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  /**
   * Looks whether somebody waits. Called by one thread.
   *
   * @param nowNanos by {@link System#nanoTime()}
   */
  void look(long nowNanos) {
    if (probe.ran) {
      if (nowNanos - calmSinceNanos >= CALM_NANOS) {
        calmSinceNanos = nowNanos;
        narrow();
      }
      probedNanos = nowNanos;
      probe = new Probe();
      probe.start();
    } else if (nowNanos - probedNanos >= PATIENCE_NANOS) {
      calmSinceNanos = nowNanos;
      probedNanos = nowNanos;
      widen();
    }
  }

  private void widen() {
    scheduler.setParallelism(Math.min(MOST, 2 * scheduler.getParallelism()));
    // The scheduler looks at its size only when a queue gets its first thread, and each thread that
    // starts others has a queue of its own: this is a new one.
    probe = new Probe();
    Thread.ofPlatform().daemon().name("verge-probe").start(probe::start);
  }

  /** Not while those who compute would take all that is left. */
  private void narrow() {
    int now = scheduler.getParallelism();
    if (now > least && scheduler.getMountedVirtualThreadCount() <= now / 4) {
      scheduler.setParallelism(Math.max(least, now / 2));
    }
  }

  /** Runs as soon as a carrier is free. */
  private static final class Probe implements Runnable {
    private volatile boolean ran;

    void start() {
      Thread.ofVirtual().name("verge-probe").start(this);
    }

    @Override
    public void run() {
      ran = true;
    }
  }
}
