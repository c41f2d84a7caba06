package dev.verge.isolate.engine;

/** Who is asked when a guest's linear memory grows. */
public interface MemoryAccount {
  /**
   * Takes more bytes, or refuses, which ends the guest. Called on the guest's thread.
   *
   * @param bytes by how much the memory grew
   * @return whether they may be kept
   */
  boolean grow(long bytes);
}
