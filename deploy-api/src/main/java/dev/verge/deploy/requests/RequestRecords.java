package dev.verge.deploy.requests;

import dev.verge.isolate.FunctionId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The newest requests of all functions. Safe on any thread. */
public final class RequestRecords {
  private final Map<FunctionId, RequestRing> rings = new ConcurrentHashMap<>();

  /** One function's; the same object for the same function. */
  public RequestRing of(FunctionId function) {
    RequestRing known = rings.get(function);
    return known != null ? known : rings.computeIfAbsent(function, _ -> new RequestRing());
  }

  /** Forgets the requests of a function that was deleted. */
  public void delete(FunctionId function) {
    RequestRing ring = rings.get(function);
    if (ring != null) {
      ring.clear();
    }
  }
}
