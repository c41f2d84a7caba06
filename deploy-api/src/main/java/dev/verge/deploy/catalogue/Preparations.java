package dev.verge.deploy.catalogue;

import dev.verge.deploy.routing.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what was deployed when the platform stopped ready again, while it serves already. A request
 * does not wait for its turn here: it makes what it needs itself. What could not be made for a
 * reason that may pass is tried again, one at a time, for as long as it is deployed.
 */
final class Preparations {
  private static final Logger LOG = LoggerFactory.getLogger(Preparations.class);
  private final Queue<Deployment.Preparing> waiting;
  private final BiConsumer<Deployment.Single, Deployment.Single> made;
  private final Function<Deployment.Unavailable, Optional<Deployment.Single>> again;
  private final List<Thread> threads = new ArrayList<>();
  private final ScheduledExecutorService retries =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("prepare-again").factory());

  /**
   * @param made is told of each and of what it has become
   * @param again tries one again; empty when it is not deployed any more
   */
  Preparations(
      List<Deployment.Preparing> deployments,
      BiConsumer<Deployment.Single, Deployment.Single> made,
      Function<Deployment.Unavailable, Optional<Deployment.Single>> again) {
    this.made = made;
    this.again = again;
    this.waiting = new ConcurrentLinkedQueue<>(deployments);
  }

  /** Begins, on as many threads as there are processors. To be called once. */
  void begin() {
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      threads.add(Thread.ofVirtual().name("prepare-", i).start(this::work));
    }
  }

  /** Begins nothing more, waits for what is being made, and gives up what is tried again. */
  void end() {
    waiting.clear();
    retries.shutdownNow();
    try {
      for (Thread thread : threads) {
        thread.join();
      }
      // It was interrupted, and leaves within what a trial may take.
      var _ = retries.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    for (var next = waiting.poll(); next != null; next = waiting.poll()) {
      settle(next, next.outcome().get(), Backoff.FIRST);
    }
  }

  private void settle(Deployment.Single before, Deployment.Single after, Backoff backoff) {
    try {
      made.accept(before, after);
    } catch (RuntimeException e) {
      // Such as a full disk; the others are to be made even so.
      LOG.error("{} could not be taken over as it should be", before.version(), e);
    }
    if (after instanceof Deployment.Unavailable failed && failed.passing()) {
      tryLater(failed, backoff);
    }
  }

  private void tryLater(Deployment.Unavailable failed, Backoff backoff) {
    try {
      ScheduledFuture<?> _ =
          retries.schedule(
              () ->
                  again.apply(failed).ifPresent(outcome -> settle(failed, outcome, backoff.next())),
              backoff.delay().toMillis(),
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("{} is not tried again, since the platform stops", failed.version(), e);
    }
  }
}
