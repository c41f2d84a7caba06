package dev.verge.isolate.module;

import java.util.Optional;

/**
 * One import.
 *
 * @param module the first of its two names
 * @param name the second
 * @param kind what is imported
 * @param type of a function
 */
public record ModuleImport(
    String module, String name, ExternalKind kind, Optional<FunctionType> type) {
  @Override
  public String toString() {
    return module + "." + name;
  }
}
