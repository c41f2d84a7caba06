package dev.verge.deploy.catalogue;

import dev.verge.isolate.FunctionId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one change at a time at each function. Safe on any thread. */
public final class Turns {
  private final ConcurrentHashMap<FunctionId, Queue> queues = new ConcurrentHashMap<>();

  /**
   * Waits for the function's turn.
   *
   * @return ends the turn when closed, by the same thread
   */
  public Turn take(FunctionId function) {
    Queue queue =
        queues.compute(
            function,
            (id, present) -> {
              Queue joined = present == null ? new Queue() : present;
              joined.members++;
              return joined;
            });
    queue.lock.lock();
    return () -> {
      queue.lock.unlock();
      queues.compute(function, (id, present) -> --queue.members == 0 ? null : present);
    };
  }

  /** A turn that was taken. */
  public interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  private static final class Queue {
    private final ReentrantLock lock = new ReentrantLock(true);

    /** Waiting or at their turn; changed inside {@code compute} only. */
    private int members;
  }
}
