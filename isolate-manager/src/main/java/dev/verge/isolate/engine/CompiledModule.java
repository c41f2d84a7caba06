package dev.verge.isolate.engine;

import dev.verge.isolate.Limits;
import dev.verge.isolate.module.FunctionNames;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;

/**
 * A parsed and validated module, from which isolates are made. Safe on any thread. The engine
 * forgets its code some time after the last reference to this is gone.
 */
public final class CompiledModule {
  private final GuestEngine engine;
  private final Source source;
  private final boolean startsItself;
  private final Optional<InitialState> initialState;
  private final Plan plan;
  private Optional<FunctionNames> names = Optional.empty();

  private CompiledModule(
      GuestEngine engine,
      Source source,
      boolean startsItself,
      Optional<InitialState> initialState,
      Plan plan) {
    this.engine = engine;
    this.source = source;
    this.startsItself = startsItself;
    this.initialState = initialState;
    this.plan = plan;
  }

  /** One whose instances the engine makes as the module says. */
  static CompiledModule plain(GuestEngine engine, Source source, boolean startsItself) {
    return new CompiledModule(engine, source, startsItself, Optional.empty(), new Plan());
  }

  /** One whose instances start from a state that is kept beside the module. */
  static CompiledModule detached(GuestEngine engine, Source source, InitialState state) {
    return new CompiledModule(engine, source, false, Optional.of(state), new Plan());
  }

  /** The same code, with instances that start from what an isolate's instance is now. */
  Optional<CompiledModule> startingFrom(MappedInstance instance) {
    return instance
        .globals()
        .filter(ignored -> !initialState.orElseThrow().changesTables())
        .map(
            globals ->
                new CompiledModule(
                    engine, source, false, Optional.of(stateOf(instance, globals)), plan));
  }

  private InitialState stateOf(MappedInstance instance, long[] globals) {
    return new InitialState(
        engine.keep(instance.content()),
        instance.size() / Limits.PAGE_BYTES,
        initialState.orElseThrow().mostPages(),
        Optional.of(globals),
        false,
        false);
  }

  /** Whether a fresh instance runs the module's start function. */
  public boolean starts() {
    return initialState.map(InitialState::starts).orElse(startsItself);
  }

  /** Of a fresh instance; empty when the module says it. */
  public OptionalLong initialMemoryBytes() {
    return initialState.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(initialState.get().pages() * Limits.PAGE_BYTES);
  }

  Context newContext() {
    return engine.newContext(initialState.isPresent());
  }

  /** How instances are linked, once the first has been; the same for all that share the code. */
  Plan plan() {
    return plan;
  }

  Source source() {
    return source;
  }

  EngineInternals internals() {
    return engine.internals();
  }

  /** Whether the engine runs the start function as it makes an instance. */
  boolean startsItself() {
    return startsItself;
  }

  /** Empty when instances are as the module says. */
  Optional<InitialState> initialState() {
    return initialState;
  }

  /** Its functions' names; read when a guest first traps, since most never do. */
  synchronized FunctionNames functionNames() {
    if (names.isEmpty()) {
      names = Optional.of(FunctionNames.read(source.getBytes().toByteArray()));
    }
    return names.get();
  }

  /** Learnt from the first instance, if it can be learnt at all. */
  static final class Plan {
    private volatile Optional<LinkedPlan> learnt = Optional.empty();
    private volatile boolean tried;

    Optional<LinkedPlan> learnt() {
      return learnt;
    }

    /** Looks at an instance that has just been linked, unless one was looked at before. */
    void learn(Supplier<Optional<LinkedPlan>> instance) {
      if (!tried) {
        learnt = instance.get();
        tried = true;
      }
    }
  }
}
