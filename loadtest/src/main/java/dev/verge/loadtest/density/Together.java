package dev.verge.loadtest.density;

import dev.verge.isolate.exchange.HostRequest;
import dev.verge.isolate.exchange.ResponseHead;
import dev.verge.isolate.exchange.Start;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A GET whose guest waits, before its response goes nowhere, until all others have come as far. */
final class Together extends HostRequest {
  private final CountDownLatch others;
  private volatile Optional<Start.Kind> kind = Optional.empty();

  Together(CountDownLatch others) {
    super("bench", "guest.bench.localhost:8787");
    this.others = others;
  }

  /** How its isolate was found. */
  Optional<Start.Kind> kind() {
    return kind;
  }

  @Override
  public void started(Start start) {
    kind = Optional.of(start.kind());
  }

  @Override
  public void respond(ResponseHead head) throws InterruptedException {
    others.countDown();
    others.await();
  }
}
