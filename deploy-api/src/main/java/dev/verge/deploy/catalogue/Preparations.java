package dev.verge.deploy.catalogue;

import dev.verge.deploy.routing.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what was deployed when the platform stopped ready again, while it serves already. A request
 * does not wait for its turn here: it makes what it needs itself.
 */
final class Preparations {
  private static final Logger LOG = LoggerFactory.getLogger(Preparations.class);
  private final Queue<Deployment.Preparing> waiting;
  private final BiConsumer<Deployment.Preparing, Deployment.Single> made;
  private final List<Thread> threads = new ArrayList<>();

  /**
   * @param made is told of each and of what it has become
   */
  Preparations(
      List<Deployment.Preparing> deployments,
      BiConsumer<Deployment.Preparing, Deployment.Single> made) {
    this.made = made;
    this.waiting = new ConcurrentLinkedQueue<>(deployments);
  }

  /** Begins, on as many threads as there are processors. To be called once. */
  void begin() {
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      threads.add(Thread.ofVirtual().name("prepare-", i).start(this::work));
    }
  }

  /** Begins nothing more, and waits for what is being made. */
  void end() {
    waiting.clear();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void work() {
    for (var next = waiting.poll(); next != null; next = waiting.poll()) {
      try {
        made.accept(next, next.outcome().get());
      } catch (RuntimeException e) {
        // Such as a full disk; the others are to be made even so.
        LOG.error("{} could not be taken over as it should be", next.version(), e);
      }
    }
  }
}
