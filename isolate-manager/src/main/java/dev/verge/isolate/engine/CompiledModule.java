package dev.verge.isolate.engine;

import dev.verge.isolate.module.FunctionNames;
import java.util.Optional;
import org.graalvm.polyglot.Source;

/**
 * A parsed and validated module, from which isolates are made. Safe on any thread. The engine
 * forgets its code some time after the last reference to this is gone.
 */
public final class CompiledModule {
  private final GuestEngine engine;
  private final Source source;
  private final boolean startsItself;
  private Optional<FunctionNames> names = Optional.empty();

  CompiledModule(GuestEngine engine, Source source, boolean startsItself) {
    this.engine = engine;
    this.source = source;
    this.startsItself = startsItself;
  }

  GuestEngine engine() {
    return engine;
  }

  Source source() {
    return source;
  }

  /** Whether making an instance runs a function of the guest. */
  boolean startsItself() {
    return startsItself;
  }

  /** Its functions' names; read when a guest first traps, since most never do. */
  synchronized FunctionNames functionNames() {
    if (names.isEmpty()) {
      names = Optional.of(FunctionNames.read(source.getBytes().toByteArray()));
    }
    return names.get();
  }
}
