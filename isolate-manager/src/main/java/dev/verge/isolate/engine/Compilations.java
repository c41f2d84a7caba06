package dev.verge.isolate.engine;

/**
 * What the engine's compiler has had to do for one module since the process began. Immutable.
 *
 * @param queued functions that were hot enough to be compiled, once for each tier and each time
 * @param finished of these, compiled
 * @param dropped of these, given up: the compiler failed, or they were no longer wanted
 */
public record Compilations(long queued, long finished, long dropped) {
  /** Nothing yet. */
  static final Compilations NONE = new Compilations(0, 0, 0);

  /** Functions that wait for the compiler or are being compiled. */
  public long pending() {
    return Math.max(0, queued - finished - dropped);
  }

  Compilations plus(Compilations other) {
    return new Compilations(
        queued + other.queued, finished + other.finished, dropped + other.dropped);
  }
}
