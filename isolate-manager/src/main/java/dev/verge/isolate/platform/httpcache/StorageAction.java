package dev.verge.isolate.platform.httpcache;

/** What to do with a response that came from a backend. */
public enum StorageAction {
  /** Store it. */
  INSERT,
  /** It says that the stored one is still good: store that anew. */
  UPDATE,
  /** Do not store it; the next one may be different. */
  DO_NOT_STORE,
  /** Do not store it, and record that nothing can be. */
  RECORD_UNCACHEABLE
}
