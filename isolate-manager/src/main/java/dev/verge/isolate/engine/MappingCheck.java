package dev.verge.isolate.engine;

import dev.verge.isolate.Limits;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries on a small guest whether the engine's insides are what {@link EngineInternals} takes them
 * for.
 */
final class MappingCheck {
  /**
   * {@snippet lang=wat :
   * (module
   *   (memory (export "memory") 1 3)
   *   (data (i32.const 8) "verge")
   *   (table 2 funcref)
   *   (elem (i32.const 0) $run)
   *   (global $count (mut i32) (i32.const 7))
   *   (func $run (export "run") (result i32)
   *     (global.set $count (i32.add (global.get $count) (i32.const 1)))
   *     (i32.store8 (i32.const 8) (i32.const 0))
   *     (drop (memory.grow (i32.const 1)))
   *     (i32.store (i32.const 65536) (global.get $count))
   *     (table.copy 0 0 (i32.const 1) (i32.const 0) (i32.const 1))
   *     (i32.load (i32.const 65536))))
   * }
   */
  private static final byte[] GUEST =
      HexFormat.of()
          .parseHex(
              "0061736d010000000105016000017f030201000404017000020504010101030606017f0141070b"
                  + "071002066d656d6f727902000372756e00000907010041000b01000a31012f00230041016a"
                  + "2400410841003a0000410140001a418080042300360200410041004101fc0e000041808004"
                  + "2802000b0b0b010041080b057665726765");

  private static final Logger LOG = LoggerFactory.getLogger(MappingCheck.class);

  private MappingCheck() {}

  static boolean passes(GuestEngine engine) {
    CompiledModule compiled = engine.compile(GUEST, "check");
    HostcallTable none = HostcallTable.of(List.of());
    // The first is linked by the engine, the second as the first was.
    try (Isolate linked = Isolate.create(compiled, none, List.of());
        Isolate planned = Isolate.create(compiled, none, List.of())) {
      return first(linked)
          && compiled.plan().learnt().isPresent()
          && again(linked)
          && first(planned)
          && again(planned);
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("The engine is not what Verge was written for", e);
      return false;
    }
  }

  private static boolean first(Isolate isolate) {
    Instance instance = isolate.instantiate(List.of(), bytes -> bytes == Limits.PAGE_BYTES);
    return isPristine(isolate.memory())
        && instance.initialize(List.of("run")).equals(new GuestEnd.Returned(8))
        && isolate.memory().size() == 2 * Limits.PAGE_BYTES
        && isolate.memory().loadByte(8) == 0
        && isolate.memory().loadInt(Limits.PAGE_BYTES) == 8;
  }

  private static boolean again(Isolate isolate) {
    isolate.reset();
    return isolate.prepared() && isPristine(isolate.memory()) && first(isolate);
  }

  private static boolean isPristine(GuestMemory memory) {
    return memory.size() == Limits.PAGE_BYTES
        && memory.loadByte(8) == 'v'
        && memory.loadByte(12) == 'e';
  }
}
