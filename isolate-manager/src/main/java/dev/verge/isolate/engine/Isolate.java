package dev.verge.isolate.engine;

import dev.verge.isolate.module.ModuleImport;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
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
  private final boolean startsItself;
  private final Context context;
  private final Value module;
  private final ProxyObject imports;
  private final Value setGrowCallback;
  private Object[] hosts = {};
  private MemoryAccount account = MemoryAccount.NONE;
  private GuestMemory memory = NoGuestMemory.INSTANCE;
  private Optional<Value> next = Optional.empty();
  private volatile boolean interrupted;

  private Isolate(
      CompiledModule compiled, Context context, HostcallTable table, List<ModuleImport> imports) {
    this.compiled = compiled;
    this.startsItself = compiled.startsItself();
    this.context = context;
    this.module = context.eval(compiled.source());
    this.imports = importObject(table, imports);
    this.setGrowCallback =
        context.getPolyglotBindings().getMember("WebAssembly").getMember("mem_set_grow_callback");
  }

  /**
   * Makes an isolate: tens of microseconds, whatever the module's size.
   *
   * @param imports the module's imports, all of which the table has
   * @throws EngineRefusedException when the engine cannot
   */
  public static Isolate create(
      CompiledModule compiled, HostcallTable table, List<ModuleImport> imports) {
    Context context = compiled.engine().newContext();
    try {
      return new Isolate(compiled, context, table, imports);
    } catch (PolyglotException e) {
      context.close(true);
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
    if (next.isEmpty() && !startsItself) {
      next = Optional.of(newInstance());
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
    Value exports = next.orElseGet(this::newInstance);
    next = Optional.empty();
    return new Instance(exports, compiled, () -> interrupted);
  }

  /**
   * The request is over: forgets its hosts and everything that it left in the instance, which can
   * no longer be used. An isolate whose guest ended unsoundly ({@link GuestEnd#isolateIsSound}) is
   * to be closed instead.
   */
  public void reset() {
    hosts = new Object[0];
    account = MemoryAccount.NONE;
    memory = NoGuestMemory.INSTANCE;
    next = Optional.empty();
  }

  /** What it holds in memory beside its context, in bytes; after {@link #reset}, while idle. */
  public long heldBytes() {
    return memory.size();
  }

  private Value newInstance() {
    memory = NoGuestMemory.INSTANCE;
    try {
      Value exports = module.newInstance(imports).getMember("exports");
      Value exported = exports.getMember("memory");
      if (exported != null && exported.hasBufferElements()) {
        watchGrowth(exported);
        memory = new BufferGuestMemory(exported);
      }
      return exports;
    } catch (PolyglotException | IllegalStateException e) {
      throw new GuestEndedException(Instance.end(e, compiled, interrupted));
    }
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
    context.close(true);
  }

  Object host(int index) {
    return hosts[index];
  }

  GuestMemory memory() {
    return memory;
  }

  private void watchGrowth(Value exported) {
    ProxyExecutable callback =
        new ProxyExecutable() {
          private long known = exported.getBufferSize();

          @Override
          public Object execute(Value... arguments) {
            long size = arguments[0].getBufferSize();
            long grown = size - known;
            known = size;
            if (grown > 0 && !account.grow(grown)) {
              throw new MemoryRefusedException();
            }
            return null;
          }
        };
    setGrowCallback.executeVoid(exported, callback);
  }

  private ProxyObject importObject(HostcallTable table, List<ModuleImport> wanted) {
    Map<String, Map<String, Object>> modules = new HashMap<>();
    for (ModuleImport one : wanted) {
      BoundHostcall call =
          table
              .find(one.module(), one.name())
              .orElseThrow(() -> new IllegalArgumentException("No hostcall " + one));
      modules
          .computeIfAbsent(one.module(), ignored -> new HashMap<>())
          .put(one.name(), new HostcallEntry(call, this));
    }
    Map<String, Object> object = new HashMap<>();
    modules.forEach((name, calls) -> object.put(name, ProxyObject.fromMap(calls)));
    return ProxyObject.fromMap(object);
  }
}
