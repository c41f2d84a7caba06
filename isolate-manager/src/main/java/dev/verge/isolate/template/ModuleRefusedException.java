package dev.verge.isolate.template;

/** An uploaded binary cannot become a version. The message says why, and what its author can do. */
public final class ModuleRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Reason reason;
  private final boolean passing;

  /** Why; stable, for problem types and tests. */
  public enum Reason {
    /** No Wasm magic number, or a version that is not 1. */
    NOT_WASM,
    /** A component, not a core module. */
    COMPONENT,
    /** Ends early, or breaks the binary format or the validation rules. */
    MALFORMED,
    /** Uses a proposal that the engine does not have; the message names it. */
    UNSUPPORTED_PROPOSAL,
    /** Imports something that no guest ABI offers; the message names it. */
    UNKNOWN_IMPORT,
    /** Has no entry point that Verge could call. */
    NO_ENTRYPOINT,
    /** Starts with more memory, or larger tables, than its limits allow. */
    TOO_LARGE,
    /** Failed when it was tried: its start function or initialiser trapped. */
    TRIAL_FAILED
  }

  /**
   * @param reason the kind
   * @param message which fact, and what to do
   */
  public ModuleRefusedException(Reason reason, String message) {
    this(reason, message, false);
  }

  /**
   * @param reason the kind
   * @param message which fact, and what to do
   * @param passing see {@link #passing}
   */
  public ModuleRefusedException(Reason reason, String message, boolean passing) {
    super(message);
    this.reason = reason;
    this.passing = passing;
  }

  /**
   * Whether it says more about the machine than about the module, which may come through at another
   * time: it was not given the time or the memory, or Verge itself failed.
   */
  public boolean passing() {
    return passing;
  }

  /** The kind of refusal. */
  public Reason reason() {
    return reason;
  }
}
