package dev.verge.isolate.module;

import java.util.Locale;

/** What can be imported and exported (core specification, section 5.5.5). */
public enum ExternalKind {
  FUNCTION,
  TABLE,
  MEMORY,
  GLOBAL;

  static ExternalKind of(int code) {
    return switch (code) {
      case 0 -> FUNCTION;
      case 1 -> TABLE;
      case 2 -> MEMORY;
      case 3 -> GLOBAL;
      case 4 -> throw ModuleFormatException.unsupported(Proposal.EXCEPTIONS);
      default -> throw ModuleFormatException.malformed(code + " is no import or export kind");
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
