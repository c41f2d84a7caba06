package dev.verge.isolate.pool;

import dev.verge.isolate.Limits;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.exchange.ResponseHead;
import dev.verge.isolate.exchange.Start;
import java.util.concurrent.CompletableFuture;

/** An exchange whose bodies are counted against a function's limits. */
final class LimitedExchange implements Exchange {
  private final Exchange exchange;
  private final Limits limits;
  private long read;
  private long written;
  private boolean started;

  LimitedExchange(Exchange exchange, Limits limits) {
    this.exchange = exchange;
    this.limits = limits;
  }

  @Override
  public RequestHead request() {
    return exchange.request();
  }

  @Override
  public long routedNanos() {
    return exchange.routedNanos();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws InterruptedException {
    int count = exchange.read(target, offset, length);
    if (count > 0) {
      read += count;
      if (read > limits.requestBytes()) {
        throw new LimitExceededException(Fault.Kind.REQUEST_TOO_LARGE);
      }
    }
    return count;
  }

  @Override
  public CompletableFuture<Void> readable() {
    return exchange.readable();
  }

  /** Told once, for the first of the runs that answer a request. */
  @Override
  public void started(Start start) {
    if (!started) {
      started = true;
      exchange.started(start);
    }
  }

  @Override
  public void inform(int status, HeaderList headers) throws InterruptedException {
    exchange.inform(status, headers);
  }

  @Override
  public Tunnel upgrade(HeaderList headers) throws InterruptedException {
    return exchange.upgrade(headers);
  }

  @Override
  public void respond(ResponseHead head) throws InterruptedException {
    exchange.respond(head);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws InterruptedException {
    written += length;
    if (written > limits.responseBytes()) {
      throw new LimitExceededException(Fault.Kind.RESPONSE_TOO_LARGE);
    }
    exchange.write(source, offset, length);
  }

  @Override
  public void finish(HeaderList trailers) throws InterruptedException {
    exchange.finish(trailers);
  }
}
