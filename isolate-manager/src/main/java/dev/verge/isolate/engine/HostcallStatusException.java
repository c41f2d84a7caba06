package dev.verge.isolate.engine;

/**
 * A hostcall that returns {@code int} ends early with a status of its ABI, which becomes its
 * result. An everyday event, so it carries no stack trace.
 */
public class HostcallStatusException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;

  /**
   * @param message what went wrong
   * @param status the hostcall's result
   */
  protected HostcallStatusException(String message, int status) {
    super(message, null, false, false);
    this.status = status;
  }

  /** The hostcall's result. */
  public int status() {
    return status;
  }
}
