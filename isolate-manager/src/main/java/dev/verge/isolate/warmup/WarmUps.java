package dev.verge.isolate.warmup;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Warm-ups, one after the other on one thread, which gives way to real requests. Safe on any
 * thread.
 */
public final class WarmUps implements AutoCloseable {
  /** A guest that was told to end leaves sooner. */
  private static final Duration MOST_PARTING = Duration.ofSeconds(5);

  /** Empty at the end of all. */
  private final BlockingDeque<Optional<WarmUp>> waiting = new LinkedBlockingDeque<>();

  private final boolean useful;
  private final BooleanSupplier busy;
  private final Thread thread;
  private Optional<WarmUp> current = Optional.empty();
  private boolean closed;

  /**
   * @param useful whether guests are ever compiled; otherwise every warm-up is done at once
   * @param busy whether real requests are being served now
   */
  public WarmUps(boolean useful, BooleanSupplier busy) {
    this.useful = useful;
    this.busy = busy;
    this.thread = Thread.ofPlatform().daemon().name("verge-warm-up").unstarted(this::run);
    thread.start();
  }

  /**
   * Begins one.
   *
   * @param stage makes what is exercised, on the thread of warm-ups
   * @param urgent whether somebody waits for it: it then goes before those that wait
   */
  public synchronized WarmUp begin(Supplier<Rehearsal> stage, WarmUpPlan plan, boolean urgent) {
    if (!useful) {
      return WarmUp.needless(plan);
    }
    WarmUp warmUp = new WarmUp(stage, plan, busy);
    if (closed) {
      warmUp.stop();
    } else if (urgent) {
      waiting.addFirst(Optional.of(warmUp));
    } else {
      waiting.addLast(Optional.of(warmUp));
    }
    return warmUp;
  }

  /** Stops them all, and waits for the one that runs. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      waiting.forEach(one -> one.ifPresent(WarmUp::stop));
      current.ifPresent(WarmUp::stop);
      waiting.addFirst(Optional.empty());
    }
    try {
      thread.join(MOST_PARTING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      for (var next = waiting.take(); next.isPresent(); next = waiting.take()) {
        if (enter(next.get())) {
          next.get().run();
        }
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread but to end it.
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean enter(WarmUp next) {
    current = Optional.of(next);
    return !closed;
  }
}
