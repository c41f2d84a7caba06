package dev.verge.isolate.exchange;

import java.util.concurrent.CompletableFuture;

/**
 * An exchange that passes everything on to another; what is different is overridden. Threads as the
 * other's.
 */
public abstract class ForwardingExchange implements Exchange {
  private final Exchange exchange;

  /** Passes on to an exchange. */
  protected ForwardingExchange(Exchange exchange) {
    this.exchange = exchange;
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
    return exchange.read(target, offset, length);
  }

  @Override
  public CompletableFuture<Void> readable() {
    return exchange.readable();
  }

  @Override
  public void started(Start start) {
    exchange.started(start);
  }

  @Override
  public OutboundCall outbound(OutboundRequest sent) {
    return exchange.outbound(sent);
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
    exchange.write(source, offset, length);
  }

  @Override
  public void finish(HeaderList trailers) throws InterruptedException {
    exchange.finish(trailers);
  }
}
