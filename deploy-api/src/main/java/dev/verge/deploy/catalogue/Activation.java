package dev.verge.deploy.catalogue;

/** Whether and when an uploaded version is deployed. */
public enum Activation {
  /** Not now. */
  NONE,
  /** At once; its code is warmed up while it serves. */
  AT_ONCE,
  /** When its code is warm, or the budget for that has ended. */
  WHEN_WARM;

  /** Whether it is deployed at all. */
  public boolean activates() {
    return this != NONE;
  }
}
