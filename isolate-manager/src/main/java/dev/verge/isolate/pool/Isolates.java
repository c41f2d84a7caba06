package dev.verge.isolate.pool;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.platform.assets.AssetTree;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.template.Template;

/** The door of this room. Safe on any thread. (Skeleton.) */
public final class Isolates implements AutoCloseable {
  /** Starts the engine. */
  public static Isolates start(IsolateSettings settings, FunctionLogs logs) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads, checks and tries a version's module. Takes from milliseconds to seconds, with the
   * module's size; blocks.
   *
   * @throws dev.verge.isolate.template.ModuleRefusedException when the module cannot be served
   */
  public Template prepare(VersionId version, byte[] module, AssetTree assets, GuestConfig config) {
    throw new UnsupportedOperationException();
  }

  /**
   * Serves one exchange on an isolate of the template. Blocks until it ended; call it on a virtual
   * thread of its own. Whatever the guest does comes back as an outcome, never as an exception.
   */
  public Outcome serve(Template template, Exchange exchange) {
    throw new UnsupportedOperationException();
  }

  /**
   * Closes the idle isolates of a function, so that its next request is a cold start.
   *
   * @return how many were closed
   */
  public int evict(FunctionId function) {
    throw new UnsupportedOperationException();
  }

  /** What the pool holds now. */
  public PoolStats stats() {
    throw new UnsupportedOperationException();
  }

  /** Whether guests run compiled, and the engine's own name for itself. */
  public EngineState engineState() {
    throw new UnsupportedOperationException();
  }

  /** Stops guests that still run (after the gateway has drained) and closes every isolate. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
