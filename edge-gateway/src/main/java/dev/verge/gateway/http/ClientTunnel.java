package dev.verge.gateway.http;

import dev.verge.isolate.exchange.Exchange;

/**
 * A connection after an upgrade, as its guest sees it: the two buffers, with nothing in between.
 *
 * @param input what the client has sent since it was told of the upgrade, and before
 * @param output what the client is to receive
 */
record ClientTunnel(RequestBody input, ResponseQueue output) implements Exchange.Tunnel {
  @Override
  public int read(byte[] target, int offset, int length) throws InterruptedException {
    return length == 0 ? 0 : input.read(target, offset, length);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws InterruptedException {
    output.body(source, offset, length);
  }
}
