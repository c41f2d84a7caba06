package dev.verge.isolate.pool;

import dev.verge.isolate.engine.Isolate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * One guest's run, as the watchdog sees it: its thread, its deadlines, and whether it was stopped.
 *
 * <p>Made and ended on the guest's thread, stopped from any other.
 */
final class Watch {
  /** How long a guest that was told to end may take before it is told again. */
  private static final Duration PATIENCE = Duration.ofMillis(250);

  /** After so many times its context is cancelled, which no guest survives. */
  private static final int TIMES = 8;

  private final Thread guest = Thread.currentThread();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch stopperLeft = new CountDownLatch(1);
  private final String tenant;
  private final Isolate isolate;
  private final long wallDeadlineNanos;
  private final long cpuLimitNanos;
  private final LongConsumer payer;
  private volatile long cpuNanos;
  private Optional<Fault.Kind> stopReason = Optional.empty();
  private boolean over;

  /**
   * @param tenant whose guest it is
   * @param wallDeadlineNanos by {@link System#nanoTime()}
   * @param cpuUsedNanos by earlier runs for the same request
   * @param payer is told of CPU time, in nanoseconds, on the watchdog's thread
   */
  Watch(
      String tenant,
      Isolate isolate,
      long wallDeadlineNanos,
      long cpuLimitNanos,
      long cpuUsedNanos,
      LongConsumer payer) {
    this.tenant = tenant;
    this.isolate = isolate;
    this.wallDeadlineNanos = wallDeadlineNanos;
    this.cpuLimitNanos = cpuLimitNanos;
    this.cpuNanos = cpuUsedNanos;
    this.payer = payer;
  }

  String tenant() {
    return tenant;
  }

  Isolate isolate() {
    return isolate;
  }

  /** Whether the guest computes, rather than waits in a hostcall. */
  boolean runs() {
    return guest.getState() == Thread.State.RUNNABLE;
  }

  /** Adds to the CPU time. Called by the watchdog's thread only. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  void charge(long nanos) {
    cpuNanos += nanos;
    payer.accept(nanos);
  }

  long cpuNanos() {
    return cpuNanos;
  }

  /** Stops the guest if it is over one of its deadlines. */
  void check(long nowNanos) {
    if (nowNanos - wallDeadlineNanos > 0) {
      stop(Fault.Kind.WALL_CLOCK);
    } else if (cpuNanos > cpuLimitNanos) {
      stop(Fault.Kind.CPU);
    }
  }

  /** Stops the guest, unless it ended or was stopped already. Returns at once. */
  synchronized void stop(Fault.Kind reason) {
    if (over || stopReason.isPresent()) {
      return;
    }
    stopReason = Optional.of(reason);
    Thread.ofVirtual().name("verge-stop").start(this::interruptUntilEnded);
  }

  /**
   * The guest ended. When it was stopped, waits until nobody can interrupt this thread any more.
   *
   * @return why it was stopped, if it was; its isolate is then not to be used again
   */
  Optional<Fault.Kind> end() {
    Optional<Fault.Kind> reason;
    synchronized (this) {
      over = true;
      reason = stopReason;
    }
    ended.countDown();
    if (reason.isPresent()) {
      awaitStopper();
    }
    return reason;
  }

  private void interruptUntilEnded() {
    try {
      for (int i = 0; i < TIMES && ended.getCount() > 0; i++) {
        // A guest that waits in a hostcall is woken by its thread's interruption; one that computes
        // leaves at its next loop or call. One that is just between the two is caught next time.
        guest.interrupt();
        isolate.interrupt(PATIENCE);
        if (ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      if (ended.getCount() > 0) {
        isolate.close();
        guest.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopperLeft.countDown();
    }
  }

  private void awaitStopper() {
    while (true) {
      try {
        stopperLeft.await();
        // What reached this thread was meant for the guest.
        Thread.interrupted();
        return;
      } catch (InterruptedException e) {
        // The stopper's own interruption, arriving late.
      }
    }
  }
}
