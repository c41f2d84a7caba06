package dev.verge.isolate.engine;

import dev.verge.isolate.image.OutOfMappingsException;
import dev.verge.isolate.module.DetachedModule;
import dev.verge.isolate.module.ModuleImport;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;

/**
 * A polyglot context that makes instances of one module. Used by one thread at a time; {@link
 * #interrupt} and {@link #close} may come from any thread.
 */
public final class Isolate implements AutoCloseable {
  private final CompiledModule compiled;
  private final Context context;
  private final List<HostcallEntry> entries;
  private Optional<HostcallWitness> witness = Optional.empty();
  private Object[] hosts = {};
  private MemoryAccount account = MemoryAccount.NONE;
  private GuestMemory memory = NoGuestMemory.INSTANCE;
  private long sizeBefore;

  /** Made and not used by a request yet. */
  private Optional<Value> next = Optional.empty();

  private Optional<MappedInstance> mapped = Optional.empty();
  private int calls;
  private boolean closed;
  private volatile boolean interrupted;

  private Isolate(
      CompiledModule compiled, Context context, HostcallTable table, List<ModuleImport> imports) {
    this.compiled = compiled;
    this.context = context;
    this.entries = entries(table, imports);
    watchGrowth();
  }

  /**
   * Makes an isolate: tens of microseconds, whatever the module's size.
   *
   * @param imports the module's imports, all of which the table has
   * @throws EngineRefusedException when the engine cannot
   */
  public static Isolate create(
      CompiledModule compiled, HostcallTable table, List<ModuleImport> imports) {
    try {
      Context context = compiled.newContext();
      try {
        return new Isolate(compiled, context, table, imports);
      } catch (PolyglotException e) {
        context.close(true);
        throw e;
      }
    } catch (PolyglotException e) {
      throw new EngineRefusedException(e.getMessage(), e);
    }
  }

  /**
   * Makes the next instance ahead of its request, as far as that can be done without one. Does
   * nothing when it is there. Must not be called between {@link #instantiate} and {@link #reset}.
   *
   * @throws GuestEndedException when the engine could not make it
   */
  public void prepare() {
    if (next.isEmpty() && !compiled.startsItself()) {
      within(() -> next = Optional.of(newInstance()));
    }
  }

  /** Whether the next instance is there, and {@link #instantiate} costs next to nothing. */
  public boolean prepared() {
    return next.isPresent();
  }

  /**
   * The instance for a request: memory, globals and tables as the template says. Runs the module's
   * start function, if it has one, so that it can end in every way that a call can.
   *
   * @param hosts one instance of each class of the hostcall table, in its order
   * @param account asked when the instance's memory grows
   * @throws GuestEndedException when the start function did not return, or the engine could not
   *     make the instance
   */
  public Instance instantiate(List<?> hosts, MemoryAccount account) {
    this.hosts = hosts.toArray();
    this.account = account;
    AtomicReference<Value> exports = new AtomicReference<>();
    within(
        () -> {
          exports.set(next.orElseGet(this::newInstance));
          next = Optional.empty();
          if (compiled.initialState().filter(InitialState::starts).isPresent()) {
            exports.get().invokeMember(DetachedModule.START);
          }
        });
    return new Instance(exports.get(), compiled, this);
  }

  /**
   * The request is over: forgets its hosts and undoes everything that it did in the instance, which
   * serves the next request if that can be, and is given up else. An isolate whose guest ended
   * unsoundly ({@link GuestEnd#isolateIsSound}) is to be closed instead.
   */
  public void reset() {
    hosts = new Object[0];
    account = MemoryAccount.NONE;
    next = Optional.empty();
    if (mapped.isEmpty()) {
      memory = NoGuestMemory.INSTANCE;
      return;
    }
    within(
        () -> {
          mapped.get().restore();
          sizeBefore = mapped.get().size();
          next = Optional.of(mapped.get().exports());
        });
  }

  /** Whether {@link #reset} gives back what its memory has grown by. */
  public boolean shrinks() {
    return mapped.isPresent();
  }

  /** What it holds in memory beside its context while it is idle, in bytes. */
  public long heldBytes() {
    return mapped.map(MappedInstance::heldBytes).orElseGet(() -> memory.size());
  }

  /**
   * The module with instances that start from what this one's instance is now: its initialisers
   * have run.
   *
   * @return empty when that cannot be kept: there are no images here, a global refers to something,
   *     or the module can change its tables
   */
  public Optional<CompiledModule> initialized() {
    return mapped.flatMap(compiled::startingFrom);
  }

  private Value newInstance() {
    return compiled.initialState().map(this::newMappedInstance).orElseGet(this::newPlainInstance);
  }

  private Value newMappedInstance(InitialState state) {
    MappedInstance instance = MappedInstance.of(state, compiled.internals(), this::newExports);
    mapped = Optional.of(instance);
    memory = instance.memory();
    sizeBefore = instance.size();
    return instance.exports();
  }

  /** As the first instance was linked, if that is known; else the engine links. */
  private Value newExports(EngineInternals.Memory given) {
    Optional<LinkedPlan> plan = compiled.plan().learnt();
    return plan.flatMap(known -> compiled.internals().make(known, context, given, entries))
        .orElseGet(
            () -> {
              Value exports = link(Optional.of(given.value(context)));
              compiled.plan().learn(() -> compiled.internals().plan(exports));
              return exports;
            });
  }

  private Value newPlainInstance() {
    memory = NoGuestMemory.INSTANCE;
    Value exports = link(Optional.empty());
    Value exported = exports.getMember("memory");
    if (exported != null && exported.hasBufferElements()) {
      memory = new BufferGuestMemory(exported);
      sizeBefore = memory.size();
    }
    return exports;
  }

  private Value link(Optional<Value> given) {
    Map<String, Map<String, Object>> modules = new HashMap<>();
    for (HostcallEntry entry : entries) {
      modules
          .computeIfAbsent(entry.wanted().module(), ignored -> new HashMap<>())
          .put(entry.wanted().name(), entry);
    }
    given.ifPresent(
        value -> modules.put(DetachedModule.MODULE, Map.of(DetachedModule.MEMORY, value)));
    Map<String, Object> imports = new HashMap<>();
    modules.forEach((name, members) -> imports.put(name, ProxyObject.fromMap(members)));
    return context
        .eval(compiled.source())
        .newInstance(ProxyObject.fromMap(imports))
        .getMember("exports");
  }

  /**
   * Ends the guest's current call at its next loop or call. Waits until the guest's thread has left
   * the guest; afterwards no request should use this isolate.
   *
   * @return false when it did not leave in time
   */
  public boolean interrupt(Duration patience) {
    interrupted = true;
    try {
      context.interrupt(patience);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** Frees the context; a guest that still runs in it is cancelled. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    context.close(true);
    synchronized (this) {
      release();
    }
  }

  /** Its memory may only go when nobody can touch it any more: that would end this process. */
  private void release() {
    if (closed && calls == 0) {
      mapped.ifPresent(MappedInstance::close);
      mapped = Optional.empty();
      memory = NoGuestMemory.INSTANCE;
      next = Optional.empty();
    }
  }

  /**
   * Begins to use the instance.
   *
   * @throws IllegalStateException when the isolate is closed
   */
  synchronized void enter() {
    if (closed) {
      throw new IllegalStateException("The isolate is closed");
    }
    calls++;
  }

  synchronized void leave() {
    calls--;
    release();
  }

  /** Whether it was told to interrupt its guest. */
  boolean interrupted() {
    return interrupted;
  }

  /** Has somebody told of every hostcall from now on; the isolate then serves no requests. */
  public void watch(HostcallWitness observer) {
    witness = Optional.of(observer);
  }

  void witness(String name, Value... arguments) {
    if (witness.isPresent()) {
      boolean numeric = arguments.length > 0 && arguments[0].fitsInInt();
      witness.get().called(name, numeric ? arguments[0].asInt() : 0);
    }
  }

  Object host(int index) {
    return hosts[index];
  }

  GuestMemory memory() {
    return memory;
  }

  private void within(Runnable action) {
    try {
      enter();
      try {
        action.run();
      } finally {
        leave();
      }
    } catch (OutOfMappingsException e) {
      throw new GuestEndedException(new GuestEnd.OutOfMemory());
    } catch (PolyglotException | IllegalStateException e) {
      throw new GuestEndedException(Instance.end(e, compiled, interrupted));
    }
  }

  /** The engine tells after a memory has grown. */
  private void watchGrowth() {
    ProxyExecutable callback =
        arguments -> {
          long size = memory.size();
          long grown = size - sizeBefore;
          sizeBefore = size;
          if (grown > 0 && !account.grow(grown)) {
            throw new MemoryRefusedException();
          }
          return null;
        };
    if (compiled.initialState().isPresent()) {
      compiled.internals().onGrowth(context, callback);
    } else {
      context
          .getPolyglotBindings()
          .getMember("WebAssembly")
          .getMember("mem_set_grow_callback")
          .executeVoid(callback);
    }
  }

  private List<HostcallEntry> entries(HostcallTable table, List<ModuleImport> wanted) {
    return wanted.stream()
        .map(
            one ->
                new HostcallEntry(
                    one,
                    table
                        .find(one.module(), one.name())
                        .orElseThrow(() -> new IllegalArgumentException("No hostcall " + one)),
                    this))
        .toList();
  }
}
