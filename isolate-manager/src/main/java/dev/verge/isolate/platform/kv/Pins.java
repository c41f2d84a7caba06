package dev.verge.isolate.platform.kv;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which values are being read or received, so that their chunks must stay. */
final class Pins {
  private final Map<Long, Integer> pinned = new HashMap<>();
  private final Set<Long> removing = new HashSet<>();

  /** False when the value is being removed. */
  synchronized boolean pin(long value) {
    if (removing.contains(value)) {
      return false;
    }
    pinned.merge(value, 1, Integer::sum);
    return true;
  }

  synchronized void unpin(long value) {
    pinned.computeIfPresent(value, (key, count) -> count == 1 ? null : count - 1);
  }

  /** False when it is pinned, or being removed already. */
  synchronized boolean startRemoving(long value) {
    return !pinned.containsKey(value) && removing.add(value);
  }

  synchronized void removed(long value) {
    removing.remove(value);
  }
}
