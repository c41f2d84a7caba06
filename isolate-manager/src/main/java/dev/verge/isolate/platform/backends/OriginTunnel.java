package dev.verge.isolate.platform.backends;

import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.platform.body.BrokenBodyException;

/** A backend's connection after an upgrade: bytes both ways. One thread reads, one writes. */
public interface OriginTunnel extends Exchange.Tunnel, AutoCloseable {
  /**
   * {@inheritDoc}
   *
   * @throws BrokenBodyException when the connection broke
   */
  @Override
  int read(byte[] target, int offset, int length) throws InterruptedException;

  /**
   * {@inheritDoc}
   *
   * @throws BrokenBodyException when the connection broke
   */
  @Override
  void write(byte[] source, int offset, int length) throws InterruptedException;

  /** Ends the connection; whoever reads from it is told. On any thread. */
  @Override
  void close();
}
