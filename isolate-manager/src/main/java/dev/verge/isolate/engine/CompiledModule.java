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
  private Optional<FunctionNames> names = Optional.empty();

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

  /** Its functions' names; read when a guest first traps, since most never do. */
  synchronized FunctionNames functionNames() {
    if (names.isEmpty()) {
      names = Optional.of(FunctionNames.read(source.getBytes().toByteArray()));
    }
    return names.get();
  }
}
