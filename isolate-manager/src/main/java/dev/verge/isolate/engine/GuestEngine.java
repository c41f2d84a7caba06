package dev.verge.isolate.engine;

import dev.verge.isolate.Limits;
import dev.verge.isolate.image.ImageStore;
import dev.verge.isolate.image.MemoryImage;
import dev.verge.isolate.module.DetachedModule;
import dev.verge.isolate.module.ModuleReader;
import dev.verge.isolate.module.SegmentMerger;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.io.ByteSequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one polyglot engine of this process. Code that it compiled is shared by every isolate of the
 * same module. Safe on any thread; lives as long as the platform.
 */
public final class GuestEngine implements AutoCloseable {
  static final String WASM = "wasm";

  private static final String UNSAFE_MEMORY = "wasm.UseUnsafeMemory";

  private static final String DIRECT_MEMORY = "wasm.DirectByteBufferMemoryAccess";

  /** What a mapped memory may grow to: a buffer of Java's has no more bytes. */
  private static final long MOST_MAPPED_PAGES = Integer.MAX_VALUE / Limits.PAGE_BYTES;

  private static final Logger LOG = LoggerFactory.getLogger(GuestEngine.class);

  private final Engine engine;
  private final CompilationLog compilations;
  private final String name;
  private final Optional<EngineInternals> internals;
  private final Optional<ImageStore> images;
  private final SpareContexts spare;

  private GuestEngine(
      Engine engine,
      CompilationLog compilations,
      Optional<EngineInternals> internals,
      Optional<ImageStore> images) {
    this.engine = engine;
    this.compilations = compilations;
    this.name = "GraalWasm %s on %s".formatted(GraalVersion.read(), engine.getImplementationName());
    this.internals = internals;
    this.images = images;
    this.spare = new SpareContexts(() -> initialized(Context.newBuilder(WASM).engine(engine)));
  }

  /**
   * Starts the engine: about half a second, most of it class loading. Memory images are used where
   * the system and the engine's insides allow it.
   */
  public static GuestEngine start() {
    CompilationLog compilations = new CompilationLog();
    Engine engine = newEngine(compilations);
    Optional<EngineInternals> internals = EngineInternals.find();
    Optional<ImageStore> images = internals.isPresent() ? ImageStore.open() : Optional.empty();
    GuestEngine mapping = new GuestEngine(engine, compilations, internals, images);
    if (mapping.maps() && MappingCheck.passes(mapping)) {
      return mapping;
    }
    LOG.warn("Memory images are not used: every request pays for making its instance");
    images.ifPresent(ImageStore::close);
    return new GuestEngine(engine, compilations, Optional.empty(), Optional.empty());
  }

  /** Starts the engine without memory images, as it runs where there are none. */
  public static GuestEngine startPlain() {
    CompilationLog compilations = new CompilationLog();
    return new GuestEngine(
        newEngine(compilations), compilations, Optional.empty(), Optional.empty());
  }

  private static Engine newEngine(CompilationLog compilations) {
    GraalTier.limit();
    Engine.Builder compiling =
        builder(compilations).option("engine.TraceCompilationDetails", "true");
    if (Runtime.getRuntime().availableProcessors() < 4) {
      // There would be one; it has to hold its own against as many guests as compute.
      compiling.option("engine.CompilerThreads", "2");
    }
    try {
      return compiling.build();
    } catch (IllegalArgumentException e) {
      // Where nothing is compiled, there are no such options.
      return builder(compilations).build();
    }
  }

  private static Engine.Builder builder(CompilationLog compilations) {
    return Engine.newBuilder(WASM)
        .allowExperimentalOptions(true)
        // Guests run on virtual threads; Wasm needs none of what the engine misses there.
        .option("engine.WarnVirtualThreadSupport", "false")
        // `up` says it in its own words, and the metrics do.
        .option("engine.WarnInterpreterOnly", "false")
        // Standard since Wasm 3.0; current LLVM emits them.
        .option("wasm.ExtendedConstExpressions", "true")
        .option("wasm.RelaxedSIMD", "true")
        // What most contexts have costs least here.
        .option(UNSAFE_MEMORY, "true")
        .option(DIRECT_MEMORY, "true")
        .logHandler(compilations);
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
   * @param binary limited by {@link dev.verge.isolate.module.LimitsRewriter}; not changed
   *     afterwards by anyone
   * @param name for the guest's stack traces
   * @throws dev.verge.isolate.module.ModuleFormatException when it is no core module
   * @throws EngineRefusedException when the engine does not take it
   */
  public CompiledModule compile(byte[] binary, String name) {
    CompiledModule module =
        images
            .flatMap(ignored -> DetachedModule.of(binary))
            .map(detached -> detached(detached, name))
            .orElseGet(() -> plain(binary, name));
    try (Context context = module.newContext()) {
      // The engine keeps what this parses, by source, for every later context.
      context.eval(module.source());
    } catch (PolyglotException e) {
      throw new EngineRefusedException(e.getMessage(), e);
    }
    return module;
  }

  private CompiledModule plain(byte[] binary, String name) {
    byte[] merged = SegmentMerger.merge(binary);
    return CompiledModule.plain(this, source(merged, name), ModuleReader.read(merged).hasStart());
  }

  private CompiledModule detached(DetachedModule module, String name) {
    MemorySegment original = MemorySegment.ofArray(module.original());
    List<ImageStore.Piece> pieces =
        module.data().stream()
            .map(
                one ->
                    new ImageStore.Piece(
                        one.offset(), original.asSlice(one.position(), one.length())))
            .toList();
    InitialState state =
        new InitialState(
            images.orElseThrow().keep(pieces),
            module.memory().minimum(),
            Math.min(module.memory().maximum().orElseThrow(), MOST_MAPPED_PAGES),
            Optional.empty(),
            module.starts(),
            module.changesTables());
    return CompiledModule.detached(this, source(module.binary(), name), state);
  }

  private static Source source(byte[] binary, String name) {
    return Source.newBuilder(WASM, ByteSequence.create(binary), name).cached(true).buildLiteral();
  }

  /** Whether instances start from memory images. */
  public boolean maps() {
    return internals.isPresent() && images.isPresent();
  }

  EngineInternals internals() {
    return internals.orElseThrow();
  }

  MemoryImage keep(MemorySegment content) {
    return images.orElseThrow().keep(content);
  }

  /**
   * @param mapped whether its instances' memories are mapped, which takes a kind of memory that is
   *     not in this JVM's heap
   * @throws PolyglotException when the engine cannot
   */
  Context newContext(boolean mapped) {
    return mapped
        ? spare.take()
        : initialized(
            Context.newBuilder(WASM)
                .engine(engine)
                // For the host-side `WebAssembly` object (memory growth call-back); a Wasm guest
                // cannot reach polyglot bindings, it has its imports and nothing else.
                .allowPolyglotAccess(PolyglotAccess.ALL)
                .allowExperimentalOptions(true)
                .option(UNSAFE_MEMORY, "false")
                .option(DIRECT_MEMORY, "false"));
  }

  private static Context initialized(Context.Builder builder) {
    Context context = builder.build();
    try {
      context.initialize(WASM);
      return context;
    } catch (PolyglotException e) {
      context.close(true);
      throw e;
    }
  }

  /**
   * Prepares for the next isolate of whatever module. To be called by threads that nobody waits
   * for, after isolates were made.
   */
  public void replenish() {
    if (maps()) {
      try {
        spare.replenish();
      } catch (PolyglotException | IllegalStateException e) {
        // The engine stops, or cannot; the next isolate will make its own context, and tell.
        LOG.debug("No context was made ahead", e);
      }
    }
  }

  @Override
  public void close() {
    engine.close(true);
    images.ifPresent(ImageStore::close);
  }
}
