package dev.verge.isolate.abi;

import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.engine.HostcallTable;
import dev.verge.isolate.module.WasmModule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
   * The exports to call on a fresh instance.
   *
   * @param initializers called first, in order; run once at upload, and for every request only if
   *     their work cannot be kept
   * @param handler serves the request
   * @param reusable whether the guest may ask for more requests
   */
  record Entry(List<String> initializers, String handler, boolean reusable) {
    /** What a module may export to be called first, in this order. */
    private static final List<String> KNOWN_INITIALIZERS =
        List.of("_initialize", "wizer.initialize");

    /**
     * How a module with this handler is entered: empty when it does not export that, or not the
     * initialiser that its configuration names.
     */
    public static Optional<Entry> of(
        WasmModule module, GuestConfig config, String handler, boolean reusable) {
      List<String> initializers =
          Stream.concat(KNOWN_INITIALIZERS.stream(), config.initializer().stream())
              .distinct()
              .filter(
                  name ->
                      module.exportsCall(name) || config.initializer().equals(Optional.of(name)))
              .toList();
      boolean complete =
          module.exportsCall(handler) && initializers.stream().allMatch(module::exportsCall);
      return complete ? Optional.of(new Entry(initializers, handler, reusable)) : Optional.empty();
    }

    public Entry {
      initializers = List.copyOf(initializers);
    }

    /** The same for instances on which the initialisers have run. */
    public Entry initialized() {
      return new Entry(List.of(), handler, reusable);
    }
  }
}
