package dev.verge.isolate.engine;

/** Who is asked when a guest needs more memory: its own, or the host's for it. */
public interface MemoryAccount {
  /** Of nobody: nothing may be taken. */
  MemoryAccount NONE = bytes -> false;

  /**
   * Takes more bytes, or refuses; refused growth of linear memory ends the guest. Called on the
   * guest's thread.
   *
   * @param bytes how many more
   * @return whether they may be kept
   */
  boolean grow(long bytes);
}
