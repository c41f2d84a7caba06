package dev.verge.isolate.pool;

import dev.verge.isolate.engine.Isolate;
import dev.verge.isolate.template.Template;

/**
 * An isolate of a function: on its shelf or with one request, never both. Any thread may make it
 * ready or close it; the one that comes second waits for the other.
 */
final class PooledIsolate {
  private final Shelf shelf;
  private final Isolate isolate;
  private boolean used;
  private boolean unclean;
  private long lastMemoryBytes;
  private volatile int weight;

  /** One that no request had yet. */
  PooledIsolate(Shelf shelf, Isolate isolate) {
    this.shelf = shelf;
    this.isolate = isolate;
    weigh();
  }

  Shelf shelf() {
    return shelf;
  }

  Isolate isolate() {
    return isolate;
  }

  /** Whether a request had it already. */
  synchronized boolean used() {
    return used;
  }

  /**
   * A request has left it.
   *
   * @param memoryBytes its linear memory
   */
  synchronized void left(long memoryBytes) {
    used = true;
    unclean = true;
    lastMemoryBytes = memoryBytes;
  }

  /**
   * Removes what the last request left, and makes the next instance as far as that is possible.
   *
   * @return whether there was anything to do
   * @throws RuntimeException when the engine cannot; it is to be closed then
   */
  synchronized boolean makeReady() {
    if (!unclean) {
      return false;
    }
    isolate.reset();
    isolate.prepare();
    unclean = false;
    weigh();
    return true;
  }

  /** What it holds while nobody uses it, in bytes. */
  int weight() {
    return weight;
  }

  /** What one of a template will weigh at the most, in bytes. */
  static long expectedWeight(Template template) {
    return template.isolateBytes() + template.initialMemoryBytes();
  }

  /** Ends it; there is nothing left to be made ready. */
  synchronized void close() {
    unclean = false;
    isolate.close();
  }

  private void weigh() {
    // Without its next instance the engine still holds the last one.
    long memory = isolate.prepared() ? isolate.heldBytes() : lastMemoryBytes;
    weight = (int) Math.min(shelf.template().isolateBytes() + memory, Integer.MAX_VALUE);
  }
}
