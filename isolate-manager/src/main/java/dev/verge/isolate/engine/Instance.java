package dev.verge.isolate.engine;

import java.util.List;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;

/** An instance of a module, callable on the thread that uses its isolate. */
public final class Instance {
  /** The engine gives no flag for it, only this message (GraalWasm 25.0, {@code Failure}). */
  private static final String STACK_EXHAUSTED = "call stack exhausted";

  private final Value exports;
  private final CompiledModule module;
  private final Isolate isolate;

  Instance(Value exports, CompiledModule module, Isolate isolate) {
    this.exports = exports;
    this.module = module;
    this.isolate = isolate;
  }

  /**
   * Calls exported functions without parameters, one after the other, until one ends otherwise than
   * by returning 0.
   *
   * @param names of exported functions of the module
   */
  public GuestEnd initialize(List<String> names) {
    GuestEnd end = new GuestEnd.Returned(0);
    for (String name : names) {
      end = call(name);
      if (!end.equals(new GuestEnd.Returned(0))) {
        return end;
      }
    }
    return end;
  }

  /** Calls the initialisers, then, when all returned 0, the handler. */
  public GuestEnd enter(List<String> initializers, String handler) {
    GuestEnd end = initialize(initializers);
    return end.equals(new GuestEnd.Returned(0)) ? call(handler) : end;
  }

  private GuestEnd call(String name) {
    try {
      isolate.enter();
      try {
        Value result = exports.invokeMember(name);
        return new GuestEnd.Returned(result.fitsInInt() ? result.asInt() : 0);
      } finally {
        isolate.leave();
      }
    } catch (PolyglotException | IllegalStateException e) {
      return end(e, module, isolate.interrupted());
    }
  }

  static GuestEnd end(RuntimeException thrown, CompiledModule module, boolean interrupted) {
    if (!(thrown instanceof PolyglotException e)) {
      // The context was closed under the call: how a cancelled guest looks from its own thread.
      return new GuestEnd.Interrupted();
    }
    if (e.isHostException()) {
      return hostEnd(e.asHostException(), interrupted);
    }
    if (e.isInterrupted() || e.isCancelled()) {
      return new GuestEnd.Interrupted();
    }
    if (STACK_EXHAUSTED.equals(e.getMessage())) {
      return new GuestEnd.StackExhausted();
    }
    if (e.isResourceExhausted()) {
      return new GuestEnd.OutOfMemory();
    }
    if (e.isGuestException()) {
      return new GuestEnd.Trapped(String.valueOf(e.getMessage()), GuestFrames.of(e, module));
    }
    return new GuestEnd.HostcallFailed(e);
  }

  private static GuestEnd hostEnd(Throwable thrown, boolean interrupted) {
    return switch (thrown) {
      case GuestExitException exit -> new GuestEnd.Exited(exit.code());
      case MemoryRefusedException ignored -> new GuestEnd.OutOfMemory();
      case OutOfMemoryError ignored -> new GuestEnd.OutOfMemory();
      case StackOverflowError ignored -> new GuestEnd.StackExhausted();
      case HostcallThrewException carrier when carrier.getCause() instanceof InterruptedException ->
          new GuestEnd.Interrupted();
      case HostcallThrewException carrier -> new GuestEnd.HostcallFailed(carrier.getCause());
      // An interrupt that meets the guest within a hostcall looks like that hostcall's own failure.
      default -> interrupted ? new GuestEnd.Interrupted() : new GuestEnd.HostcallFailed(thrown);
    };
  }
}
