package dev.verge.isolate.platform.assets;

/** An uploaded archive of assets is not acceptable; the message says which entry and why. */
public final class AssetsRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message the entry and the rule it breaks
   */
  public AssetsRefusedException(String message) {
    super(message);
  }
}
