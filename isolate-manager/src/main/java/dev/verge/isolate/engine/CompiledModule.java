package dev.verge.isolate.engine;

import org.graalvm.polyglot.Source;

/**
 * A parsed and validated module, from which isolates are made. Immutable; safe on any thread. The
 * engine forgets its code some time after the last reference to this is gone.
 */
public final class CompiledModule {
  private final GuestEngine engine;
  private final Source source;

  CompiledModule(GuestEngine engine, Source source) {
    this.engine = engine;
    this.source = source;
  }

  GuestEngine engine() {
    return engine;
  }

  Source source() {
    return source;
  }

  /** A copy of what was parsed. */
  byte[] binary() {
    return source.getBytes().toByteArray();
  }
}
