package dev.verge.isolate.platform.cache;

/** How an object is replaced that others may be replacing or fetching as well. */
public enum ReplaceStrategy {
  /** At once; the old object is found until the new one is there. */
  IMMEDIATE(LookupKind.REPLACE_AT_ONCE),
  /** At once; lookups from now on wait for the new object. */
  IMMEDIATE_FORCE_MISS(LookupKind.REPLACE_BY_FORCE),
  /** When whoever is fetching or replacing it is done. */
  WAIT(LookupKind.REPLACE_IN_TURN);

  private final LookupKind kind;

  ReplaceStrategy(LookupKind kind) {
    this.kind = kind;
  }

  LookupKind kind() {
    return kind;
  }
}
