package dev.verge.isolate.engine;

import com.oracle.truffle.api.CallTarget;
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
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.wasm.GlobalRegistry;
import org.graalvm.wasm.Linker;
import org.graalvm.wasm.RuntimeState;
import org.graalvm.wasm.WasmContext;
import org.graalvm.wasm.WasmInstance;
import org.graalvm.wasm.WasmInstanceExports;
import org.graalvm.wasm.WasmModule;
import org.graalvm.wasm.WasmTable;
import org.graalvm.wasm.WasmType;
import org.graalvm.wasm.api.Vector128;
import org.graalvm.wasm.memory.UnsafeWasmMemory;
import org.graalvm.wasm.memory.WasmMemory;
import org.graalvm.wasm.memory.WasmMemoryFactory;

/**
 * The one class that knows GraalWasm's insides: where a memory keeps its bytes, and an instance its
 * globals and tables, and how they come to be there. Written for GraalWasm 25.0.2; {@link
 * MappingCheck} tries at start-up whether they still are what this class takes them for, and
 * without them isolates are made by the public API alone.
 *
 * <p>It needs {@code --add-opens} for the packages that it names: {@code guest.jvm.flags} in the
 * root pom.
 */
final class EngineInternals {
  private final VarHandle receiver = field(Value.class.getSuperclass(), "receiver", Object.class);
  private final VarHandle exported =
      field(WasmInstanceExports.class, "instance", WasmInstance.class);
  private final VarHandle buffer = field(UnsafeWasmMemory.class, "buffer", ByteBuffer.class);
  private final VarHandle startAddress = field(UnsafeWasmMemory.class, "startAddress", long.class);
  private final VarHandle size = field(UnsafeWasmMemory.class, "size", long.class);
  private final VarHandle minimumSize = field(WasmMemory.class, "currentMinSize", long.class);
  private final VarHandle targets = field(RuntimeState.class, "targets", CallTarget[].class);
  private final VarHandle linkState =
      field(RuntimeState.class, "linkState", Linker.LinkState.class);
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

  /**
   * Makes a memory that keeps its bytes where it is told.
   *
   * @param place all that it may grow to
   */
  Memory at(MemorySegment place, long pages, long mostPages) {
    WasmMemory made = WasmMemoryFactory.createMemory(0, mostPages, false, false, true, true, null);
    buffer.set(made, place.asByteBuffer());
    startAddress.set(made, place.address());
    Memory result = new Memory((UnsafeWasmMemory) made);
    result.resize(pages);
    return result;
  }

  /** Has a context call something after one of its memories has grown. */
  void onGrowth(Context context, ProxyExecutable callback) {
    Object guest = receiver.get(context.asValue(callback));
    context.enter();
    try {
      WasmContext.get(null).setMemGrowCallback(guest);
    } finally {
      context.leave();
    }
  }

  /** The instance of which these are the exports. */
  private WasmInstance instance(Value exports) {
    return (WasmInstance) exported.get(receiver.get(exports));
  }

  /** Learns how to link from an instance that has not run; empty when it cannot be learnt. */
  Optional<LinkedPlan> plan(Value exports) {
    return LinkedPlan.of(targets, linkState, instance(exports));
  }

  /**
   * Makes an instance after a plan.
   *
   * @param executables what its imported functions call, in the order of the imports
   * @return its exports; empty when the plan is for other contexts
   */
  Optional<Value> make(
      LinkedPlan plan,
      Context context,
      Memory memory,
      List<? extends ProxyExecutable> executables) {
    Object[] guests = new Object[executables.size()];
    for (int i = 0; i < guests.length; i++) {
      guests[i] = receiver.get(context.asValue(executables.get(i)));
    }
    context.enter();
    try {
      WasmContext current = WasmContext.get(null);
      return plan.fits(current)
          ? Optional.of(
              context.asValue(new WasmInstanceExports(plan.make(current, memory.memory, guests))))
          : Optional.empty();
    } finally {
      context.leave();
    }
  }

  /**
   * What an instance has beside its memory, as it is now.
   *
   * @param withTables whether its tables are to be kept; else its module must have no way to change
   *     them
   */
  State state(Value exports, boolean withTables) {
    return new State(instance(exports), withTables);
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

    /** As guests are given it. */
    Value value(Context context) {
      return context.asValue(memory);
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
