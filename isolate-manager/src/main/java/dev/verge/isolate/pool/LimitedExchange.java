package dev.verge.isolate.pool;

import dev.verge.isolate.Limits;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.ForwardingExchange;
import dev.verge.isolate.exchange.Start;

/** An exchange whose bodies are counted against a function's limits. */
final class LimitedExchange extends ForwardingExchange {
  private final Limits limits;
  private long read;
  private long written;
  private boolean started;

  LimitedExchange(Exchange exchange, Limits limits) {
    super(exchange);
    this.limits = limits;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws InterruptedException {
    int count = super.read(target, offset, length);
    if (count > 0) {
      read += count;
      if (read > limits.requestBytes()) {
        throw new LimitExceededException(Fault.Kind.REQUEST_TOO_LARGE);
      }
    }
    return count;
  }

  /** Told once, for the first of the runs that answer a request. */
  @Override
  public void started(Start start) {
    if (!started) {
      started = true;
      super.started(start);
    }
  }

  @Override
  public void write(byte[] source, int offset, int length) throws InterruptedException {
    written += length;
    if (written > limits.responseBytes()) {
      throw new LimitExceededException(Fault.Kind.RESPONSE_TOO_LARGE);
    }
    super.write(source, offset, length);
  }
}
