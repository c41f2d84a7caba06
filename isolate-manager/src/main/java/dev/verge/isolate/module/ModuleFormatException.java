package dev.verge.isolate.module;

import java.util.Optional;

/** A binary is not a module that can be read; the message says which fact is wrong. */
public final class ModuleFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Kind kind;
  private final transient Optional<Proposal> proposal;

  /** What is wrong. */
  public enum Kind {
    /** No Wasm at all. */
    NOT_WASM,
    /** A component (component model), not a core module. */
    COMPONENT,
    /** Wasm that breaks the binary format. */
    MALFORMED,
    /** Wasm that uses {@link ModuleFormatException#proposal()}. */
    UNSUPPORTED
  }

  private ModuleFormatException(Kind kind, String message, Optional<Proposal> proposal) {
    super(message);
    this.kind = kind;
    this.proposal = proposal;
  }

  static ModuleFormatException notWasm(String message) {
    return new ModuleFormatException(Kind.NOT_WASM, message, Optional.empty());
  }

  static ModuleFormatException component() {
    return new ModuleFormatException(
        Kind.COMPONENT,
        "This is a WebAssembly component, not a core module; build for wasm32-wasip1 without"
            + " wrapping the result into a component.",
        Optional.empty());
  }

  static ModuleFormatException malformed(String message) {
    return new ModuleFormatException(
        Kind.MALFORMED, "The module is malformed: " + message + ".", Optional.empty());
  }

  /** The module uses a proposal that the engine does not have. */
  public static ModuleFormatException unsupported(Proposal proposal) {
    return new ModuleFormatException(
        Kind.UNSUPPORTED,
        "The module uses the WebAssembly proposal \"%s\", which this engine does not have; turn it"
                .formatted(proposal.title())
            + " off in the compiler that made it.",
        Optional.of(proposal));
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }

  /** The proposal, when that is what is wrong. */
  public Optional<Proposal> proposal() {
    return proposal;
  }
}
