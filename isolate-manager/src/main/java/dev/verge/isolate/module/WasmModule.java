package dev.verge.isolate.module;

import java.util.List;
import java.util.Optional;

/**
 * What a module says about itself, code and data left out.
 *
 * @param imports in order
 * @param exports in order
 * @param memories defined in the module, imported ones left out
 * @param tables defined in the module, imported ones left out
 * @param functions how many, imported ones included
 * @param hasStart whether instantiation runs a function of the module
 */
public record WasmModule(
    List<ModuleImport> imports,
    List<ModuleExport> exports,
    List<SizeLimits> memories,
    List<SizeLimits> tables,
    int functions,
    boolean hasStart) {
  public WasmModule {
    imports = List.copyOf(imports);
    exports = List.copyOf(exports);
    memories = List.copyOf(memories);
    tables = List.copyOf(tables);
  }

  /** The export of this name. */
  public Optional<ModuleExport> export(String name) {
    return exports.stream().filter(export -> export.name().equals(name)).findFirst();
  }

  /** The exported function of this name that can be called without arguments. */
  public boolean exportsCall(String name) {
    return export(name)
        .flatMap(ModuleExport::type)
        .filter(type -> type.parameters().isEmpty())
        .filter(type -> type.results().isEmpty() || type.returnsInt())
        .isPresent();
  }
}
