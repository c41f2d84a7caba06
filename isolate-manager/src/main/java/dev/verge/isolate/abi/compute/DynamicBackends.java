package dev.verge.isolate.abi.compute;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.engine.GuestMemory;

final class DynamicBackends {
  private DynamicBackends() {}

  static Backend read(
      GuestMemory memory, Session session, String name, String target, int mask, int config) {
    throw session.unsupported("register_dynamic_backend");
  }
}
