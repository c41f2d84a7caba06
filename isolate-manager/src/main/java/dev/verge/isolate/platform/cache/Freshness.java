package dev.verge.isolate.platform.cache;

/** What an object is good for, as it stood when it was looked up. */
public enum Freshness {
  /** It may be used. */
  FRESH,
  /** It may be used while somebody fetches a fresh one (RFC 5861, section 3). */
  STALE_WHILE_REVALIDATE,
  /** It may be used once that has failed (RFC 5861, section 4). */
  STALE_IF_ERROR,
  /** It can only be revalidated. */
  STALE;

  /** Whether it may be used as it is. */
  public boolean usable() {
    return this == FRESH || this == STALE_WHILE_REVALIDATE;
  }
}
