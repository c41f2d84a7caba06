package dev.verge.isolate.abi.wasi;

/** What a guest reads as its standard input. */
@FunctionalInterface
public interface GuestInput {
  /** Ends at once. */
  GuestInput EMPTY = (target, offset, length) -> -1;

  /**
   * Reads what is there; waits until there is at least one byte.
   *
   * @param length at least 1
   * @return bytes read, at least 1; -1 at the end
   */
  int read(byte[] target, int offset, int length) throws InterruptedException;
}
