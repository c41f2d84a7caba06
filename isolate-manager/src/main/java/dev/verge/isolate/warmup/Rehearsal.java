package dev.verge.isolate.warmup;

import dev.verge.isolate.engine.Compilations;

/** A guest that is exercised. Used by one thread, but for {@link #stop}. */
public interface Rehearsal extends AutoCloseable {
  /**
   * Has the guest serve a request, whatever comes of it.
   *
   * @param authority what it is sent to, unless it says so itself
   * @param deadlineNanos by {@link System#nanoTime()}; the guest is stopped then
   * @return false when there is no memory to go on with
   */
  boolean serve(SampleRequest sample, String authority, long deadlineNanos);

  /** What was compiled so far of this guest's code, for any request. */
  Compilations compilations();

  /** Ends a request that is being served now. May be called on any thread. */
  void stop();

  @Override
  void close();
}
