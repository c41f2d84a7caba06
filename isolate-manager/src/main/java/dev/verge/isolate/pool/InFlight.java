package dev.verge.isolate.pool;

import dev.verge.isolate.FunctionId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many requests of each function are being served. Safe on any thread. */
final class InFlight {
  private final ConcurrentHashMap<FunctionId, Integer> counts = new ConcurrentHashMap<>();

  /** Counts one more, unless the function has its limit already. */
  boolean enter(FunctionId function, int limit) {
    if (counts.merge(function, 1, Integer::sum) <= limit) {
      return true;
    }
    leave(function);
    return false;
  }

  void leave(FunctionId function) {
    counts.computeIfPresent(function, (ignored, count) -> count == 1 ? null : count - 1);
  }

  /** Whether any is. */
  boolean any() {
    return !counts.isEmpty();
  }

  Map<FunctionId, Integer> snapshot() {
    return new HashMap<>(counts);
  }
}
