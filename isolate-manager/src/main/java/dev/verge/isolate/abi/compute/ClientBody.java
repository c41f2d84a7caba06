package dev.verge.isolate.abi.compute;

import dev.verge.isolate.exchange.ClientGoneException;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.Source;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** The body of a client's request. */
final class ClientBody implements Source {
  private final Exchange exchange;
  private long remaining;

  ClientBody(Exchange exchange) {
    this.exchange = exchange;
    this.remaining = exchange.request().contentLength();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws InterruptedException {
    try {
      int count = exchange.read(target, offset, length);
      if (count > 0 && remaining > 0) {
        remaining -= count;
      }
      return count;
    } catch (ClientGoneException e) {
      throw new BrokenBodyException(BrokenBodyException.Cause.INCOMPLETE, e.getMessage());
    }
  }

  @Override
  public CompletableFuture<Void> readable() {
    return exchange.readable();
  }

  @Override
  public OptionalLong length() {
    return remaining < 0 ? OptionalLong.empty() : OptionalLong.of(remaining);
  }
}
