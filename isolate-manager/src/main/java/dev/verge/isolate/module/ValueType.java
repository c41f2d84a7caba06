package dev.verge.isolate.module;

import java.util.Locale;

/** A Wasm value type (core specification, section 5.3). */
public enum ValueType {
  I32,
  I64,
  F32,
  F64,
  V128,
  FUNCREF,
  EXTERNREF;

  /** The type with this binary code. */
  static ValueType of(int code) {
    return switch (code) {
      case 0x7f -> I32;
      case 0x7e -> I64;
      case 0x7d -> F32;
      case 0x7c -> F64;
      case 0x7b -> V128;
      case 0x70 -> FUNCREF;
      case 0x6f -> EXTERNREF;
      case 0x69, 0x74 -> throw ModuleFormatException.unsupported(Proposal.EXCEPTIONS);
      case 0x63, 0x64, 0x6e, 0x6d, 0x6c, 0x6b, 0x6a, 0x71, 0x72, 0x73 ->
          throw ModuleFormatException.unsupported(Proposal.GC);
      default -> throw ModuleFormatException.malformed("0x%02x is no value type".formatted(code));
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
