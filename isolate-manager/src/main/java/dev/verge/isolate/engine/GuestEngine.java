package dev.verge.isolate.engine;

import dev.verge.isolate.module.ModuleReader;
import java.util.Locale;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.io.ByteSequence;

/**
 * The one polyglot engine of this process. Code that it compiled is shared by every isolate of the
 * same module. Safe on any thread; lives as long as the platform.
 */
public final class GuestEngine implements AutoCloseable {
  private static final String WASM = "wasm";

  private final Engine engine;
  private final CompilationLog compilations;
  private final String name;

  private GuestEngine(Engine engine, CompilationLog compilations) {
    this.engine = engine;
    this.compilations = compilations;
    this.name = "GraalWasm %s on %s".formatted(GraalVersion.read(), engine.getImplementationName());
  }

  /** Starts the engine: about half a second, most of it class loading. */
  public static GuestEngine start() {
    CompilationLog compilations = new CompilationLog();
    return new GuestEngine(
        Engine.newBuilder(WASM)
            .allowExperimentalOptions(true)
            // Guests run on virtual threads; Wasm needs none of what the engine misses there.
            .option("engine.WarnVirtualThreadSupport", "false")
            // `up` says it in its own words, and the metrics do.
            .option("engine.WarnInterpreterOnly", "false")
            // Standard since Wasm 3.0; current LLVM emits them.
            .option("wasm.ExtendedConstExpressions", "true")
            .option("wasm.RelaxedSIMD", "true")
            .option("engine.TraceCompilationDetails", "true")
            .logHandler(compilations)
            .build(),
        compilations);
  }

  /** The engine, such as {@code GraalWasm 25.0.2 on GraalVM CE}. */
  public String name() {
    return name;
  }

  /** Whether hot guest code is compiled; else it is interpreted, 50 to 70 times slower. */
  public boolean compiles() {
    return !engine.getImplementationName().toLowerCase(Locale.ROOT).contains("interpreted");
  }

  /**
   * What was compiled so far of the modules of a name.
   *
   * @param name as given to {@link #compile}
   */
  public Compilations compilations(String name) {
    return compilations.of(name);
  }

  /**
   * Parses and validates a core module. Takes milliseconds to seconds, growing with the code.
   *
   * @param binary not changed afterwards by anyone
   * @param name for the guest's stack traces
   * @throws dev.verge.isolate.module.ModuleFormatException when it is no core module
   * @throws EngineRefusedException when the engine does not take it
   */
  public CompiledModule compile(byte[] binary, String name) {
    Source source =
        Source.newBuilder(WASM, ByteSequence.create(binary), name).cached(true).buildLiteral();
    CompiledModule module = new CompiledModule(this, source, ModuleReader.read(binary).hasStart());
    try (Context context = newContext()) {
      // The engine keeps what this parses, by source, for every later context.
      context.eval(source);
    } catch (PolyglotException e) {
      throw new EngineRefusedException(e.getMessage(), e);
    }
    return module;
  }

  Context newContext() {
    return Context.newBuilder(WASM)
        .engine(engine)
        // For the host-side `WebAssembly` object (memory growth call-back); a Wasm guest cannot
        // reach polyglot bindings, it has its imports and nothing else.
        .allowPolyglotAccess(PolyglotAccess.ALL)
        .build();
  }

  @Override
  public void close() {
    engine.close(true);
  }
}
