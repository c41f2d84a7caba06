package dev.verge.isolate.pool;

import dev.verge.isolate.FunctionId;
import java.util.Map;

/**
 * What the pool holds at one moment.
 *
 * @param functions by function; only those with an isolate
 * @param idleBytes weight of all idle isolates, in bytes: their memory, and an estimate of their
 *     contexts
 * @param reserveBytes the part of it that was never used
 * @param guestMemoryBytes linear memory of all running guests, in bytes
 * @param evictions idle isolates closed since the start, for space or for age
 */
public record PoolStats(
    Map<FunctionId, FunctionStats> functions,
    long idleBytes,
    long reserveBytes,
    long guestMemoryBytes,
    long evictions) {
  public PoolStats {
    functions = Map.copyOf(functions);
  }

  /**
   * One function's isolates.
   *
   * @param idle used before, and ready for a warm start
   * @param prepared never used, and ready
   * @param running serving a request
   */
  public record FunctionStats(int idle, int prepared, int running) {
    FunctionStats plus(FunctionStats other) {
      return new FunctionStats(
          idle + other.idle, prepared + other.prepared, running + other.running);
    }
  }
}
