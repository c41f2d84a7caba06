package dev.verge.isolate.module;

import java.util.Optional;

/**
 * One export.
 *
 * @param name unique within the module
 * @param kind what is exported
 * @param type of a function
 */
public record ModuleExport(String name, ExternalKind kind, Optional<FunctionType> type) {}
