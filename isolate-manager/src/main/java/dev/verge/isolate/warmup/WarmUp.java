package dev.verge.isolate.warmup;

import dev.verge.isolate.engine.Compilations;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One version's warm-up, from its waiting to its end. Safe on any thread. */
public final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  /**
   * The least requests before it can be done: a function that every request calls once is then past
   * the threshold of the compiler's last tier, which is 10,000 calls, and a tenth of that while the
   * compiler has nothing to do (engine.DynamicCompilationThresholdsMinScale).
   */
  static final int LEAST_REQUESTS = 2_500;

  /** Done when the compiler was asked for nothing during so many requests, and owes nothing. */
  static final int QUIET_REQUESTS = 500;

  private static final long MOST_REST_NANOS = Duration.ofMillis(100).toNanos();

  private final Supplier<Rehearsal> stage;
  private final WarmUpPlan plan;
  private final BooleanSupplier busy;
  private final CompletableFuture<WarmUpState> end = new CompletableFuture<>();
  private volatile boolean running;
  private volatile int requests;
  private Optional<Rehearsal> rehearsal = Optional.empty();
  private boolean stopped;

  /**
   * @param stage makes what is exercised, when it is this one's turn
   * @param busy whether real requests are being served now
   */
  WarmUp(Supplier<Rehearsal> stage, WarmUpPlan plan, BooleanSupplier busy) {
    this.busy = busy;
    this.stage = stage;
    this.plan = plan;
  }

  /** One that has nothing to do, since nothing is ever compiled. */
  static WarmUp needless(WarmUpPlan plan) {
    WarmUp warmUp =
        new WarmUp(
            () -> {
              throw new IllegalStateException("There is nothing to do");
            },
            plan,
            () -> false);
    warmUp.end.complete(WarmUpState.DONE);
    return warmUp;
  }

  /** How far it is. */
  public WarmUpState state() {
    return end.getNow(running ? WarmUpState.RUNNING : WarmUpState.PENDING);
  }

  /** Requests that the guest has served for it. */
  public int requests() {
    return requests;
  }

  /** Waits for its end. */
  public WarmUpState await() throws InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("This future never fails", e);
    }
  }

  /** Ends it, if it has not ended: at once when it waits, else within a moment. */
  public void stop() {
    Optional<Rehearsal> begun;
    synchronized (this) {
      stopped = true;
      begun = rehearsal;
    }
    begun.ifPresentOrElse(Rehearsal::stop, () -> end.complete(WarmUpState.STOPPED));
  }

  /** Runs it. Called once. */
  void run() {
    if (end.isDone()) {
      return;
    }
    running = true;
    WarmUpState how = WarmUpState.STOPPED;
    try (Rehearsal begun = stage.get()) {
      how = begin(begun) ? exercise(begun) : WarmUpState.STOPPED;
    } catch (RuntimeException | Error e) {
      LOG.warn("A warm-up failed; its function is served all the same.", e);
    } finally {
      end.complete(how);
    }
  }

  private synchronized boolean begin(Rehearsal begun) {
    rehearsal = Optional.of(begun);
    return !stopped;
  }

  private synchronized boolean stopped() {
    return stopped;
  }

  private WarmUpState exercise(Rehearsal begun) {
    long deadline = System.nanoTime() + plan.budget().toNanos();
    Compilations known = begun.compilations();
    int changed = 0;
    while (!stopped()) {
      if (System.nanoTime() - deadline >= 0) {
        return WarmUpState.BUDGET;
      }
      SampleRequest sample = plan.samples().get(requests % plan.samples().size());
      long before = System.nanoTime();
      if (!begun.serve(sample, plan.authority(), deadline)) {
        return WarmUpState.STOPPED;
      }
      giveWay(System.nanoTime() - before);
      int served = requests + 1;
      requests = served;
      Compilations now = begun.compilations();
      if (now.queued() != known.queued()) {
        changed = served;
      }
      known = now;
      if (served >= LEAST_REQUESTS && served - changed >= QUIET_REQUESTS && now.pending() == 0) {
        return WarmUpState.DONE;
      }
    }
    return WarmUpState.STOPPED;
  }

  /** While clients are being served, a warm-up has no more than a fourth of a processor. */
  private void giveWay(long tookNanos) {
    if (busy.getAsBoolean()) {
      LockSupport.parkNanos(Math.min(3 * tookNanos, MOST_REST_NANOS));
    }
  }
}
