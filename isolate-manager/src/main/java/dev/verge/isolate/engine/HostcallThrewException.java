package dev.verge.isolate.engine;

/** Carries a checked exception of a hostcall through the engine, which knows unchecked ones. */
final class HostcallThrewException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HostcallThrewException(Throwable cause) {
    super(null, cause, false, false);
  }
}
