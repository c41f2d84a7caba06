package dev.verge.isolate.engine;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;

/**
 * Contexts that nobody has used yet and that fit every module: with one of these, an isolate costs
 * no more than its instance. Safe on any thread.
 */
final class SpareContexts {
  /** So many functions can start cold at once; a spare one takes about 15 KB. */
  private static final int MOST = 16;

  private final ArrayBlockingQueue<Context> spare = new ArrayBlockingQueue<>(MOST);
  private final Supplier<Context> maker;

  SpareContexts(Supplier<Context> maker) {
    this.maker = maker;
  }

  Context take() {
    return Optional.ofNullable(spare.poll()).orElseGet(maker);
  }

  /** Makes one if it is wanted: tens of microseconds, on the caller's thread. */
  void replenish() {
    if (spare.remainingCapacity() > 0) {
      Context made = maker.get();
      if (!spare.offer(made)) {
        made.close();
      }
    }
  }
}
