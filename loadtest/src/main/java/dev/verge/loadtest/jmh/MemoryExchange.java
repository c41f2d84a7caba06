package dev.verge.loadtest.jmh;

import dev.verge.isolate.exchange.HostRequest;
import dev.verge.isolate.exchange.Start;
import java.util.Optional;

/** A GET whose response is counted and goes nowhere. */
final class MemoryExchange extends HostRequest {
  private Optional<Start> start = Optional.empty();
  private long written;

  MemoryExchange() {
    super("bench", "guest.bench.localhost:8787");
  }

  @Override
  public void started(Start taken) {
    start = Optional.of(taken);
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    written += length;
  }

  Optional<Start> start() {
    return start;
  }

  /** The response's body, in bytes. */
  long written() {
    return written;
  }
}
