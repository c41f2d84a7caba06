package dev.verge.isolate.pool;

/** A body grew beyond its function's limit. */
final class LimitExceededException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Fault.Kind kind;

  LimitExceededException(Fault.Kind kind) {
    super(kind.toString(), null, false, false);
    this.kind = kind;
  }

  Fault.Kind kind() {
    return kind;
  }
}
