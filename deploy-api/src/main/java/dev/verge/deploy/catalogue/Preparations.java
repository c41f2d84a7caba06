package dev.verge.deploy.catalogue;

import dev.verge.deploy.routing.Deployment;
import dev.verge.isolate.FunctionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Makes what was deployed when the platform stopped ready again, while it serves already. A request
 * does not wait for its turn here: it makes what it needs itself.
 */
final class Preparations {
  private final Routes routes;
  private final Queue<Map.Entry<FunctionId, Deployment.Preparing>> waiting;
  private final Consumer<FunctionId> made;
  private final List<Thread> threads = new ArrayList<>();

  /**
   * @param made is told of each function whose turn is over
   */
  Preparations(
      Routes routes, Map<FunctionId, Deployment.Preparing> deployments, Consumer<FunctionId> made) {
    this.routes = routes;
    this.made = made;
    this.waiting = new ConcurrentLinkedQueue<>(deployments.entrySet());
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
      routes.settle(next.getKey(), next.getValue(), next.getValue().outcome().get());
      made.accept(next.getKey());
    }
  }
}
