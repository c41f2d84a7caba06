package dev.verge.isolate.pool;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for work on isolates that no request waits for, few, so that those who serve requests
 * have the processors.
 */
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  /** A quarter of the processors, but one at the least. */
  private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 4);

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("verge-upkeep-", 0).factory());

  /** Does something soon; never, when the platform stops. */
  void add(Runnable work) {
    try {
      threads.execute(
          () -> {
            try {
              work.run();
            } catch (RuntimeException e) {
              LOG.error("Work on idle isolates failed", e);
            }
          });
    } catch (RejectedExecutionException e) {
      // The platform stops, which closes all isolates by other ways.
    }
  }

  /** Ends what is begun and drops nothing that was added. */
  @Override
  public void close() {
    threads.close();
  }
}
