package dev.verge.isolate.template;

import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.abi.GuestAbi;
import dev.verge.isolate.engine.CompiledModule;
import dev.verge.isolate.engine.Isolate;
import dev.verge.isolate.module.ModuleImport;
import dev.verge.isolate.platform.assets.AssetTree;
import java.util.List;

/**
 * What is prepared once per version: the parsed module with its limits, its import list, how it is
 * entered. Immutable; safe on any thread.
 */
public final class Template {
  private final VersionId version;
  private final GuestConfig config;
  private final AssetTree assets;
  private final GuestAbi abi;
  private final GuestAbi.Entry entry;
  private final CompiledModule module;
  private final List<ModuleImport> imports;
  private final long initialMemoryBytes;
  private final long isolateBytes;
  private final boolean pooled;

  Template(
      VersionId version,
      GuestConfig config,
      AssetTree assets,
      GuestAbi abi,
      GuestAbi.Entry entry,
      CompiledModule module,
      List<ModuleImport> imports,
      long initialMemoryBytes,
      long isolateBytes,
      boolean pooled) {
    this.version = version;
    this.config = config;
    this.assets = assets;
    this.abi = abi;
    this.entry = entry;
    this.module = module;
    this.imports = List.copyOf(imports);
    this.initialMemoryBytes = initialMemoryBytes;
    this.isolateBytes = isolateBytes;
    this.pooled = pooled;
  }

  /** The version that this serves. */
  public VersionId version() {
    return version;
  }

  /** How its guest is run. */
  public GuestConfig config() {
    return config;
  }

  /** The files that its guest sees. */
  public AssetTree assets() {
    return assets;
  }

  /** The family of imports that the guest is built for. */
  public GuestAbi abi() {
    return abi;
  }

  /** The exports to call on a fresh instance. */
  public GuestAbi.Entry entry() {
    return entry;
  }

  /** Linear memory of a fresh instance, in bytes. */
  public long initialMemoryBytes() {
    return initialMemoryBytes;
  }

  /** What an isolate takes of this JVM's heap beside its memory, in bytes; an estimate. */
  public long isolateBytes() {
    return isolateBytes;
  }

  /**
   * Whether isolates are kept for the next request, and made ahead of it, and requests are kept to
   * warm up with. One that is not pooled takes nothing of what other versions of its function have.
   */
  public boolean pooled() {
    return pooled;
  }

  /** The same version with instances on which the initialisers have run. */
  public Template initialized(CompiledModule initialized) {
    return new Template(
        version,
        config,
        assets,
        abi,
        entry.initialized(),
        initialized,
        imports,
        initialized.initialMemoryBytes().orElse(initialMemoryBytes),
        isolateBytes,
        pooled);
  }

  /** The same version, each of whose requests gets an isolate of its own. */
  public Template unpooled() {
    return new Template(
        version,
        config,
        assets,
        abi,
        entry,
        module,
        imports,
        initialMemoryBytes,
        isolateBytes,
        false);
  }

  /** Whether a fresh instance runs code of the guest before its handler. */
  public boolean initializes() {
    return module.starts() || !entry.initializers().isEmpty();
  }

  /**
   * Makes an isolate: a context without an instance yet.
   *
   * @throws dev.verge.isolate.engine.EngineRefusedException when the engine cannot
   */
  public Isolate newIsolate() {
    return Isolate.create(module, abi.hostcalls(), imports);
  }
}
