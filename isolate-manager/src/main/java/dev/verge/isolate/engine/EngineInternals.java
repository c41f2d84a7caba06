package dev.verge.isolate.engine;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.graalvm.polyglot.Value;
import org.graalvm.wasm.GlobalRegistry;
import org.graalvm.wasm.WasmInstance;
import org.graalvm.wasm.WasmModule;
import org.graalvm.wasm.WasmTable;
import org.graalvm.wasm.WasmType;
import org.graalvm.wasm.api.Vector128;
import org.graalvm.wasm.memory.UnsafeWasmMemory;
import org.graalvm.wasm.memory.WasmMemory;

/**
 * The one class that knows GraalWasm's insides: where a memory keeps its bytes, and an instance its
 * globals and tables. Written for GraalWasm 25.0.2; {@link MappingCheck} tries at start-up whether
 * they still are what this class takes them for, and without them isolates are made by the public
 * API alone.
 *
 * <p>It needs {@code --add-opens} for the packages that it names: {@code guest.jvm.flags} in the
 * root pom.
 */
final class EngineInternals {
  private final VarHandle receiver = field(Value.class.getSuperclass(), "receiver", Object.class);
  private final VarHandle buffer = field(UnsafeWasmMemory.class, "buffer", ByteBuffer.class);
  private final VarHandle startAddress = field(UnsafeWasmMemory.class, "startAddress", long.class);
  private final VarHandle size = field(UnsafeWasmMemory.class, "size", long.class);
  private final VarHandle minimumSize = field(WasmMemory.class, "currentMinSize", long.class);
  private final VarHandle elements = field(WasmTable.class, "elements", Object[].class);

  private EngineInternals() {}

  /** Empty when this engine has not what they are. */
  static Optional<EngineInternals> find() {
    try {
      return Optional.of(new EngineInternals());
    } catch (RuntimeException | LinkageError e) {
      return Optional.empty();
    }
  }

  /** Makes a memory keep its bytes somewhere else; what it had is forgotten. */
  Memory at(Value value, MemorySegment place, long pages) {
    UnsafeWasmMemory memory = (UnsafeWasmMemory) receiver.get(value);
    buffer.set(memory, place.asByteBuffer());
    startAddress.set(memory, place.address());
    Memory result = new Memory(memory);
    result.resize(pages);
    return result;
  }

  /**
   * What an instance has beside its memory, as it is now.
   *
   * @param withTables whether its tables are to be kept; else its module must have no way to change
   *     them
   */
  State state(Value value, boolean withTables) {
    return new State((WasmInstance) receiver.get(value), withTables);
  }

  private static VarHandle field(Class<?> owner, String name, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
          .findVarHandle(owner, name, type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A memory whose place this knows. */
  final class Memory {
    private final UnsafeWasmMemory memory;

    private Memory(UnsafeWasmMemory memory) {
      this.memory = memory;
    }

    /** In bytes. */
    long bytes() {
      return memory.byteSize();
    }

    /** In pages of 64 KiB. */
    void resize(long pages) {
      size.setVolatile(memory, pages);
      minimumSize.set(memory, pages);
    }
  }

  /** Values of an instance's mutable globals, and of its tables, at one moment. */
  final class State {
    private final WasmInstance instance;
    private final int[] globals;
    private final long[] numbers;
    private final Object[] objects;
    private final List<Object[]> tables = new ArrayList<>();

    private State(WasmInstance instance, boolean withTables) {
      this.instance = instance;
      WasmModule module = instance.module();
      this.globals =
          IntStream.range(0, module.numGlobals()).filter(module::isGlobalMutable).toArray();
      this.numbers = new long[globals.length];
      this.objects = new Object[globals.length];
      read(numbers, objects);
      for (int i = 0; withTables && i < module.tableCount(); i++) {
        tables.add(table(i).elements().clone());
      }
    }

    private void read(long[] numbers, Object[] objects) {
      GlobalRegistry registry = instance.globals();
      WasmModule module = instance.module();
      for (int i = 0; i < globals.length; i++) {
        int address = module.globalAddress(globals[i]);
        switch (module.globalValueType(globals[i])) {
          case WasmType.V128_TYPE -> objects[i] = registry.loadAsVector128(address);
          case WasmType.FUNCREF_TYPE, WasmType.EXTERNREF_TYPE ->
              objects[i] = registry.loadAsReference(address);
          default -> numbers[i] = registry.loadAsLong(address);
        }
      }
    }

    /** Makes the instance have these values again. */
    void restore() {
      GlobalRegistry registry = instance.globals();
      WasmModule module = instance.module();
      for (int i = 0; i < globals.length; i++) {
        int address = module.globalAddress(globals[i]);
        switch (module.globalValueType(globals[i])) {
          case WasmType.V128_TYPE -> registry.storeVector128(address, (Vector128) objects[i]);
          case WasmType.FUNCREF_TYPE, WasmType.EXTERNREF_TYPE ->
              registry.storeReference(address, objects[i]);
          default -> registry.storeLong(address, numbers[i]);
        }
      }
      for (int i = 0; i < tables.size(); i++) {
        elements.set(table(i), tables.get(i).clone());
      }
    }

    private WasmTable table(int index) {
      return instance.store().tables().table(instance.tableAddress(index));
    }

    /** The values that the globals have now; empty when some are no numbers. */
    Optional<long[]> now() {
      long[] current = new long[globals.length];
      Object[] others = new Object[globals.length];
      read(current, others);
      boolean numeric = Arrays.stream(others).allMatch(Objects::isNull);
      return numeric ? Optional.of(current) : Optional.empty();
    }

    /** Takes what {@link #now} told of another instance of the same module. */
    void overwrite(long[] values) {
      System.arraycopy(values, 0, numbers, 0, numbers.length);
    }
  }
}
