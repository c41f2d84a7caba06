package dev.verge.isolate.engine;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.graalvm.wasm.GlobalRegistry;
import org.graalvm.wasm.Linker;
import org.graalvm.wasm.WasmConstant;
import org.graalvm.wasm.WasmContext;
import org.graalvm.wasm.WasmFunction;
import org.graalvm.wasm.WasmFunctionInstance;
import org.graalvm.wasm.WasmInstance;
import org.graalvm.wasm.WasmLanguage;
import org.graalvm.wasm.WasmMath;
import org.graalvm.wasm.WasmModule;
import org.graalvm.wasm.WasmStore;
import org.graalvm.wasm.WasmTable;
import org.graalvm.wasm.WasmType;
import org.graalvm.wasm.api.ValueType;
import org.graalvm.wasm.globals.WasmGlobal;
import org.graalvm.wasm.memory.WasmMemory;

/**
 * What the engine worked out when it linked one instance of a module, so that others are put
 * together without working it out again: for a guest of 14,000 functions a third of the time. Safe
 * on any thread.
 *
 * <p>A part of {@link EngineInternals}: it relies on how GraalWasm 25.0.2 links, and {@link
 * MappingCheck} tries it.
 */
final class LinkedPlan {
  private final VarHandle targets;
  private final VarHandle linkState;
  private final WasmModule module;
  private final WasmLanguage language;
  private final Object[] code;
  private final WasmFunction[] imports;
  private final Object[] globals;
  private final List<WasmFunction[]> tables;

  private LinkedPlan(
      VarHandle targets,
      VarHandle linkState,
      WasmInstance model,
      Object[] globals,
      List<WasmFunction[]> tables) {
    this.targets = targets;
    this.linkState = linkState;
    this.module = model.module();
    this.language = model.context().language();
    this.code = ((Object[]) targets.get(model)).clone();
    this.imports =
        IntStream.range(0, module.numImportedFunctions())
            .mapToObj(module::function)
            .toArray(WasmFunction[]::new);
    this.globals = globals;
    this.tables = tables;
  }

  /**
   * Learns from an instance that has been linked and has not run.
   *
   * @param targets of {@code RuntimeState}: the code of each function
   * @param linkState of the same
   * @return empty when it has what cannot be made again: a reference in a global, a table or
   *     element segment with anything but its own functions, data segments
   */
  static Optional<LinkedPlan> of(VarHandle targets, VarHandle linkState, WasmInstance model) {
    WasmModule module = model.module();
    boolean segments =
        module.dataInstanceCount() > 0
            || IntStream.range(0, module.elemInstanceCount())
                .anyMatch(i -> model.elemInstance(i) != null);
    Object[] globals = new Object[module.numGlobals()];
    for (int i = 0; i < globals.length; i++) {
      byte type = module.globalValueType(i);
      if (type == WasmType.FUNCREF_TYPE || type == WasmType.EXTERNREF_TYPE) {
        return Optional.empty();
      }
      int address = module.globalAddress(i);
      globals[i] =
          type == WasmType.V128_TYPE
              ? model.globals().loadAsVector128(address)
              : (Object) model.globals().loadAsLong(address);
    }
    List<WasmFunction[]> tables = new ArrayList<>();
    for (int i = 0; i < module.tableCount(); i++) {
      WasmTable table = model.store().tables().table(model.tableAddress(i));
      if (!Arrays.stream(table.elements()).allMatch(element -> isOwn(model, element))) {
        return Optional.empty();
      }
      tables.add(
          Arrays.stream(table.elements()).map(LinkedPlan::function).toArray(WasmFunction[]::new));
    }
    return segments
        ? Optional.empty()
        : Optional.of(new LinkedPlan(targets, linkState, model, globals, tables));
  }

  private static boolean isOwn(WasmInstance model, Object element) {
    return WasmConstant.NULL.equals(element)
        || (element instanceof WasmFunctionInstance function
            && function.moduleInstance().equals(model));
  }

  private static WasmFunction function(Object element) {
    return element instanceof WasmFunctionInstance function ? function.function() : null;
  }

  /** Whether its code can run in a context. */
  boolean fits(WasmContext context) {
    return language.equals(context.language());
  }

  /**
   * Puts an instance together.
   *
   * @param context the one that the thread is in
   * @param executables what the imported functions call, in the order of the imports
   */
  WasmInstance make(WasmContext context, WasmMemory memory, Object[] executables) {
    WasmStore store = new WasmStore(context, context.language());
    WasmInstance instance = new WasmInstance(store, module);
    System.arraycopy(code, 0, (Object[]) targets.get(instance), 0, code.length);
    for (int i = 0; i < imports.length; i++) {
      WasmFunctionInstance imported = functionInstance(context, instance, imports[i]);
      imported.setImportedFunction(executables[i]);
    }
    store.memories().registerExternal(memory);
    instance.setMemory(0, memory);
    makeGlobals(instance);
    makeTables(context, store, instance);
    store.register(instance);
    linkState.setVolatile(instance, Linker.LinkState.linked);
    return instance;
  }

  private void makeGlobals(WasmInstance instance) {
    GlobalRegistry registry = instance.globals();
    for (int i = 0; i < globals.length; i++) {
      ValueType type = ValueType.fromByteValue(module.globalValueType(i));
      boolean number = globals[i] instanceof Long;
      if (module.globalExternal(i)) {
        WasmGlobal global =
            number
                ? new WasmGlobal(type, module.isGlobalMutable(i), (long) globals[i])
                : new WasmGlobal(type, module.isGlobalMutable(i), globals[i]);
        instance.setExternalGlobal(i, global);
      } else {
        registry.store(
            number ? WasmType.I64_TYPE : WasmType.V128_TYPE, module.globalAddress(i), globals[i]);
      }
      registry.setInitialized(i, true);
    }
  }

  private void makeTables(WasmContext context, WasmStore store, WasmInstance instance) {
    for (int i = 0; i < tables.size(); i++) {
      int most = module.tableMaximumSize(i);
      WasmTable table =
          new WasmTable(
              module.tableInitialSize(i),
              most,
              WasmMath.minUnsigned(most, module.limits().tableInstanceSizeLimit()),
              module.tableElementType(i));
      WasmFunction[] functions = tables.get(i);
      Object[] elements = table.elements();
      for (int j = 0; j < functions.length; j++) {
        if (functions[j] != null) {
          elements[j] = functionInstance(context, instance, functions[j]);
        }
      }
      instance.setTableAddress(i, store.tables().register(table));
    }
  }

  private static WasmFunctionInstance functionInstance(
      WasmContext context, WasmInstance instance, WasmFunction function) {
    int index = function.index();
    WasmFunctionInstance existing = instance.functionInstance(index);
    if (existing != null) {
      return existing;
    }
    WasmFunctionInstance made =
        new WasmFunctionInstance(context, instance, function, instance.target(index));
    instance.setFunctionInstance(index, made);
    return made;
  }
}
