package dev.verge.deploy.requests;

import dev.verge.isolate.FunctionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The newest requests of all functions. Safe on any thread. */
public final class RequestRecords {
  private final Map<FunctionId, RequestRing> rings = new ConcurrentHashMap<>();
  private final List<Consumer<FunctionId>> deletions = new CopyOnWriteArrayList<>();

  /**
   * One function's; the same object until the function is deleted. To be asked for functions that
   * are there, as what is made here stays for as long as they do.
   */
  public RequestRing of(FunctionId function) {
    RequestRing known = rings.get(function);
    return known != null ? known : rings.computeIfAbsent(function, _ -> new RequestRing());
  }

  /** Gives up counts that are too old, of functions that are not asked any more. */
  public void forget(long epochMillis) {
    rings.values().forEach(ring -> ring.statistics().forget(epochMillis));
  }

  /** One function's, if any of its requests may be kept. */
  public Optional<RequestRing> known(FunctionId function) {
    return Optional.ofNullable(rings.get(function));
  }

  /**
   * Forgets the requests of a function that was deleted. Those that still run end in the ring of
   * before, which nobody finds any more.
   */
  public void delete(FunctionId function) {
    rings.remove(function);
    deletions.forEach(told -> told.accept(function));
  }

  /**
   * Has somebody told, from now on, of every function that was deleted, to forget it as well.
   *
   * @param told called on the thread that deletes; must not block
   */
  public void onDelete(Consumer<FunctionId> told) {
    deletions.add(told);
  }
}
