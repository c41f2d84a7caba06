package dev.verge.isolate.platform.backends;

import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.platform.body.BrokenBodyException;

/** A backend's connection after an upgrade: bytes both ways. One thread reads, one writes. */
public interface OriginTunnel extends Exchange.Tunnel, AutoCloseable {
  /**
   * Reads what has arrived; waits until there is at least one byte.
   *
   * @return bytes read, at least 1 (0 only when {@code length} is 0); -1 when the connection is
   *     over
   */
  @Override
  int read(byte[] target, int offset, int length) throws InterruptedException;

  /**
   * Sends bytes soon; waits while the backend is slow.
   *
   * @throws BrokenBodyException when nobody would receive them
   */
  @Override
  void write(byte[] source, int offset, int length) throws InterruptedException;

  /** Ends the connection; whoever reads from it is told. On any thread. */
  @Override
  void close();
}
