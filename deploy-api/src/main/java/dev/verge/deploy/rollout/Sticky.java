package dev.verge.deploy.rollout;

import java.util.Locale;

/** What makes requests go to the same of two versions. */
public enum Sticky {
  /** Nothing: each is decided for itself. */
  NONE,
  /** A cookie that Verge gives to a client that has none. */
  COOKIE,
  /**
   * The value of a header that the client sends; requests without it are decided each for itself.
   */
  HEADER;

  /** As in documents. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
