package dev.verge.gateway.http;

/** A request that no guest will see. Carries no stack trace: the client's fault needs none. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Problem problem;

  RefusedException(ProblemKind kind, String detail) {
    super(detail, null, false, false);
    this.problem = new Problem(kind, detail);
  }

  Problem problem() {
    return problem;
  }
}
