package dev.verge.isolate.abi;

import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.engine.HostcallTable;
import dev.verge.isolate.module.WasmModule;
import java.util.List;
import java.util.Optional;

/** A family of imports and an entry point. Immutable; safe on any thread. */
public interface GuestAbi {
  /** As shown to users, such as {@code wasi-cgi}. */
  String name();

  /** Every function that its guests may import. */
  HostcallTable hostcalls();

  /** How a module of this ABI is entered; empty when it has no entry point that this ABI knows. */
  Optional<Entry> entry(WasmModule module, GuestConfig config);

  /** What {@link #entry} looked for, to tell a user who has none. */
  String entryRule();

  /** Prepares to serve one request. */
  GuestCall open(CallSetting setting);

  /**
   * This ABI for requests that nobody sent: isolates made for this one serve them, and nothing that
   * the guest does has an effect beyond the exchange and the log of its {@link CallSetting}.
   */
  GuestAbi rehearsal();

  /**
   * The exports to call on a fresh instance.
   *
   * @param initializers called first, in order; tried once at upload
   * @param handler serves the request
   * @param reusable whether the guest may ask for more requests
   */
  record Entry(List<String> initializers, String handler, boolean reusable) {
    /** Of a guest that serves one request. */
    public Entry(List<String> initializers, String handler) {
      this(initializers, handler, false);
    }

    public Entry {
      initializers = List.copyOf(initializers);
    }
  }
}
