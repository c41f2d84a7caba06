package dev.verge.deploy.problem;

/** A request cannot be granted. The message tells the client what is wrong and what to do. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final ProblemType type;

  /**
   * @param type which kind of problem
   * @param detail for the client: the fact, and what to do about it
   */
  public ProblemException(ProblemType type, String detail) {
    super(detail);
    this.type = type;
  }

  /** Which kind of problem. */
  public ProblemType type() {
    return type;
  }
}
