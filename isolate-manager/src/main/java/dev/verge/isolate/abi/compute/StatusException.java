package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.HostcallStatusException;

/** A hostcall ends with another status than {@link Status#OK}. */
final class StatusException extends HostcallStatusException {
  private static final long serialVersionUID = 1L;

  private StatusException(int status, String why) {
    super(why, status);
  }

  /** With one of {@link Status}; the reason is for whoever debugs Verge. */
  static StatusException of(int status, String why) {
    return new StatusException(status, why);
  }

  static StatusException badHandle() {
    return of(Status.BADF, "no such handle");
  }

  static StatusException invalid(String why) {
    return of(Status.INVAL, why);
  }

  static StatusException absent() {
    return of(Status.NONE, "there is no value");
  }

  static StatusException unsupported(String why) {
    return of(Status.UNSUPPORTED, why);
  }
}
