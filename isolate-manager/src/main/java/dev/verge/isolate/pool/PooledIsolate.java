package dev.verge.isolate.pool;

import dev.verge.isolate.engine.Isolate;
import dev.verge.isolate.pool.IsolateStatus.State;
import dev.verge.isolate.template.Template;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

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

  // What is told about it; written by whoever has it, and read by anyone.
  private final Instant created = Instant.now();
  private final AtomicLong requests = new AtomicLong();
  private volatile State state = State.PREPARED;
  private volatile long heldBytes;
  private volatile LongSupplier memoryBytes = this::heldBytes;

  /** One that no request had yet. */
  PooledIsolate(Shelf shelf, Isolate isolate) {
    this.shelf = shelf;
    this.isolate = isolate;
    weigh();
    shelf.living().add(this);
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
   * A request has it from now on.
   *
   * @param memory its linear memory meanwhile, asked on any thread
   */
  void serves(LongSupplier memory) {
    memoryBytes = memory;
    servesAnother();
  }

  /** The guest in it has taken another request. */
  void servesAnother() {
    requests.incrementAndGet();
    state = State.SERVING;
  }

  /** The guest in it has answered its request, and waits for another. */
  void waits() {
    state = State.IDLE;
  }

  /** What it does now. On any thread. */
  IsolateStatus status() {
    return new IsolateStatus(
        shelf.template().version(),
        state,
        created,
        requests.get(),
        memoryBytes.getAsLong(),
        weight);
  }

  /**
   * A request has left it.
   *
   * @param bytes its linear memory
   */
  synchronized void left(long bytes) {
    used = true;
    unclean = true;
    lastMemoryBytes = bytes;
    heldBytes = bytes;
    memoryBytes = this::heldBytes;
    state = State.IDLE;
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
    shelf.living().remove(this);
    isolate.close();
  }

  private long heldBytes() {
    return heldBytes;
  }

  private void weigh() {
    // Without its next instance the engine still holds the last one.
    long memory = isolate.prepared() ? isolate.heldBytes() : lastMemoryBytes;
    heldBytes = memory;
    weight = (int) Math.min(shelf.template().isolateBytes() + memory, Integer.MAX_VALUE);
  }
}
