package dev.verge.isolate.engine;

import dev.verge.isolate.Limits;
import dev.verge.isolate.image.PrivateMapping;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.graalvm.polyglot.Value;

/**
 * An instance whose memory is a mapping of its module's image: what a request did to it can be
 * undone. Used by one thread at a time, and not after {@link #close}.
 */
final class MappedInstance implements AutoCloseable {
  private final Value exports;
  private final PrivateMapping mapping;
  private final EngineInternals.Memory memory;
  private final EngineInternals.State state;
  private final InitialState initial;

  private MappedInstance(
      Value exports,
      PrivateMapping mapping,
      EngineInternals.Memory memory,
      EngineInternals.State state,
      InitialState initial) {
    this.exports = exports;
    this.mapping = mapping;
    this.memory = memory;
    this.state = state;
    this.initial = initial;
  }

  /** Makes an instance of a module with a memory, and returns its exports. */
  interface Maker {
    Value make(EngineInternals.Memory memory);
  }

  /**
   * @throws dev.verge.isolate.image.OutOfMappingsException when the system has no room
   */
  static MappedInstance of(InitialState initial, EngineInternals internals, Maker maker) {
    PrivateMapping mapping = initial.image().map(initial.mostPages() * Limits.PAGE_BYTES);
    try {
      EngineInternals.Memory memory =
          internals.at(mapping.memory(), initial.pages(), initial.mostPages());
      Value exports = maker.make(memory);
      EngineInternals.State state = internals.state(exports, initial.changesTables());
      initial
          .globals()
          .ifPresent(
              values -> {
                state.overwrite(values);
                state.restore();
              });
      return new MappedInstance(exports, mapping, memory, state, initial);
    } catch (RuntimeException | Error e) {
      mapping.close();
      throw e;
    }
  }

  Value exports() {
    return exports;
  }

  GuestMemory memory() {
    return new MappedGuestMemory(memory, mapping.memory());
  }

  /** In bytes. */
  long size() {
    return memory.bytes();
  }

  /** What its memory takes of the machine's by itself while it is not used, in bytes. */
  long heldBytes() {
    return mapping.heldBytes();
  }

  /** Puts memory, globals and tables back to what they were at first. */
  void restore() {
    long used = memory.bytes();
    memory.resize(initial.pages());
    mapping.restore(initial.pages() * Limits.PAGE_BYTES, used);
    state.restore();
  }

  /** What its memory holds now. */
  MemorySegment content() {
    return mapping.memory().asSlice(0, memory.bytes());
  }

  /** What {@link EngineInternals.State#now} tells. */
  Optional<long[]> globals() {
    return state.now();
  }

  @Override
  public void close() {
    mapping.close();
  }
}
