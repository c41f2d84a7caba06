package dev.verge.isolate.pool;

import dev.verge.isolate.FunctionId;
import java.util.Map;

/**
 * What the pool holds at one moment.
 *
 * @param functions by function; only those with an isolate
 * @param idleBytes weight of all idle isolates, in bytes: their memory, and an estimate of their
 *     contexts
 * @param guestMemoryBytes linear memory of all running guests, in bytes
 * @param evictions idle isolates closed since the start, for space or for age
 */
public record PoolStats(
    Map<FunctionId, FunctionStats> functions,
    long idleBytes,
    long guestMemoryBytes,
    long evictions) {
  public PoolStats {
    functions = Map.copyOf(functions);
  }

  /**
   * One function's isolates.
   *
   * @param idle ready for a warm start
   * @param running serving a request
   */
  public record FunctionStats(int idle, int running) {}
}
