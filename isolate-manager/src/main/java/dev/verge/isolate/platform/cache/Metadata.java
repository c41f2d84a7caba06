package dev.verge.isolate.platform.cache;

/** What is stored beside an object's bytes. Immutable. */
public interface Metadata {
  /** About how much memory it takes, in bytes. */
  long weight();
}
