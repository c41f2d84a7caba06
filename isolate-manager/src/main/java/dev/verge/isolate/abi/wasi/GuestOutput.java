package dev.verge.isolate.abi.wasi;

/** Where a guest's standard output or standard error goes. */
@FunctionalInterface
public interface GuestOutput {
  /**
   * Takes all the bytes, or throws; waits while the reader is slow. The array is reused afterwards.
   *
   * @param length at least 1
   */
  void write(byte[] source, int offset, int length) throws InterruptedException;
}
