package dev.verge.deploy.audit;

import java.util.Locale;

/** How something ended that was to change something. */
public enum Outcome {
  /** It was done. */
  DONE,
  /** The token does not allow it, or a quota stands against it; nothing changed. */
  REFUSED,
  /** The control plane failed; it may have been done in part. */
  FAILED;

  /** The constant's name in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
