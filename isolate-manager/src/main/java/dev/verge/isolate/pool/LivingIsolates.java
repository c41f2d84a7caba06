package dev.verge.isolate.pool;

import dev.verge.isolate.FunctionId;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All isolates from when they are made to when they are closed, wherever they are meanwhile, for
 * who looks. Requests do not come by here. Safe on any thread.
 */
final class LivingIsolates {
  private final Set<PooledIsolate> isolates = ConcurrentHashMap.newKeySet();

  void add(PooledIsolate isolate) {
    isolates.add(isolate);
  }

  void remove(PooledIsolate isolate) {
    isolates.remove(isolate);
  }

  /** A function's, oldest first. */
  List<IsolateStatus> of(FunctionId function) {
    return isolates.stream()
        .filter(isolate -> isolate.shelf().template().version().function().equals(function))
        .map(PooledIsolate::status)
        .sorted(Comparator.comparing(IsolateStatus::created))
        .toList();
  }
}
