package dev.verge.isolate.template;

import static dev.verge.isolate.template.ModuleRefusedException.Reason;

import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.Limits;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.abi.GuestAbi;
import dev.verge.isolate.engine.CompiledModule;
import dev.verge.isolate.engine.EngineRefusedException;
import dev.verge.isolate.engine.GuestEngine;
import dev.verge.isolate.module.LimitsRewriter;
import dev.verge.isolate.module.ModuleFormatException;
import dev.verge.isolate.module.ModuleReader;
import dev.verge.isolate.module.Producers;
import dev.verge.isolate.module.ProposalFinder;
import dev.verge.isolate.module.SizeLimits;
import dev.verge.isolate.module.WasmModule;
import dev.verge.isolate.platform.assets.AssetTree;
import java.util.List;

/** Makes templates. Safe on any thread. */
public final class TemplateFactory {
  /**
   * The most elements of a table: four times what the largest guest seen needs, and 2 MB of this
   * JVM's heap at the most.
   */
  static final int MOST_TABLE_ELEMENTS = 256 * 1024;

  /** Of a context, its import objects and its place in the pool: 15 to 24 KB were seen. */
  private static final int CONTEXT_BYTES = 24 * 1024;

  /** A place in each of the engine's two arrays, with room for what stands in one. */
  private static final int BYTES_PER_FUNCTION = 16;

  /** A place in a table, and the function object that stands in it. */
  private static final int BYTES_PER_ELEMENT = 40;

  private final GuestEngine engine;
  private final ImportCheck imports;

  /**
   * @param abis in the order in which they are tried
   */
  public TemplateFactory(GuestEngine engine, List<GuestAbi> abis) {
    this.engine = engine;
    this.imports = new ImportCheck(abis);
  }

  /**
   * Reads, checks and parses a module. Takes milliseconds to seconds, growing with the code.
   *
   * @param binary not changed afterwards by anyone
   * @throws ModuleRefusedException when it cannot be served; nothing of the guest has run yet
   */
  public Template create(VersionId version, byte[] binary, AssetTree assets, GuestConfig config) {
    WasmModule module = read(binary);
    GuestAbi abi = imports.abiOf(module);
    GuestAbi.Entry entry =
        abi.entry(module, config)
            .orElseThrow(
                () ->
                    new ModuleRefusedException(
                        Reason.NO_ENTRYPOINT,
                        "The module has no entry point that Verge could call: %s."
                            .formatted(abi.entryRule())));
    if (!module.imports().isEmpty() && module.export("memory").isEmpty()) {
      throw new ModuleRefusedException(
          Reason.NO_ENTRYPOINT,
          "The module exports no memory named \"memory\", which its imports need; export it.");
    }
    Limits limits = config.limits();
    checkSizes(module, limits);
    CompiledModule compiled = compile(version, limits, binary);
    long pages = module.memories().stream().mapToLong(SizeLimits::minimum).sum();
    return new Template(
        version,
        config,
        assets,
        abi,
        entry,
        compiled,
        module.imports(),
        pages * Limits.PAGE_BYTES,
        isolateBytes(module),
        true);
  }

  /**
   * Tells what a module is, from its sections alone.
   *
   * @throws ModuleRefusedException when it is none that can be served
   */
  public ModuleDescription describe(byte[] binary) {
    WasmModule module = read(binary);
    return new ModuleDescription(
        imports.abiOf(module).name(),
        module.imports().stream()
            .limit(ModuleDescription.MOST_IMPORTS)
            .map(ImportCheck::shown)
            .toList(),
        module.imports().size(),
        Producers.read(binary));
  }

  private static long isolateBytes(WasmModule module) {
    long elements = module.tables().stream().mapToLong(SizeLimits::minimum).sum();
    return CONTEXT_BYTES
        + (long) module.functions() * BYTES_PER_FUNCTION
        + elements * BYTES_PER_ELEMENT;
  }

  private static WasmModule read(byte[] binary) {
    try {
      return ModuleReader.read(binary);
    } catch (ModuleFormatException e) {
      throw refused(e);
    }
  }

  private static ModuleRefusedException refused(ModuleFormatException e) {
    Reason reason =
        switch (e.kind()) {
          case NOT_WASM -> Reason.NOT_WASM;
          case COMPONENT -> Reason.COMPONENT;
          case MALFORMED -> Reason.MALFORMED;
          case UNSUPPORTED -> Reason.UNSUPPORTED_PROPOSAL;
        };
    return new ModuleRefusedException(reason, e.getMessage());
  }

  private static void checkSizes(WasmModule module, Limits limits) {
    for (SizeLimits memory : module.memories()) {
      if (memory.minimum() > limits.memoryPages()) {
        throw new ModuleRefusedException(
            Reason.TOO_LARGE,
            "The module starts with %d bytes of memory; its limit memory_bytes is %d. Raise the limit or build it smaller."
                .formatted(memory.minimum() * Limits.PAGE_BYTES, limits.memoryBytes()));
      }
    }
    for (SizeLimits table : module.tables()) {
      if (table.minimum() > MOST_TABLE_ELEMENTS) {
        throw new ModuleRefusedException(
            Reason.TOO_LARGE,
            "The module starts with a table of %d elements; the most is %d."
                .formatted(table.minimum(), MOST_TABLE_ELEMENTS));
      }
    }
  }

  private CompiledModule compile(VersionId version, Limits limits, byte[] binary) {
    try {
      byte[] limited = LimitsRewriter.limit(binary, limits.memoryPages(), MOST_TABLE_ELEMENTS);
      return engine.compile(limited, version.toString());
    } catch (ModuleFormatException e) {
      throw refused(e);
    } catch (EngineRefusedException e) {
      throw ProposalFinder.find(binary)
          .map(proposal -> refused(ModuleFormatException.unsupported(proposal)))
          .orElseGet(
              () ->
                  new ModuleRefusedException(
                      Reason.MALFORMED, "The module is not valid: %s.".formatted(e.getMessage())));
    }
  }
}
