package dev.verge.isolate.pool;

import dev.verge.isolate.abi.NextRequests;
import dev.verge.isolate.abi.ResponseEnd;
import dev.verge.isolate.exchange.Exchange;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** For guests that may ask for more requests, and get none. */
final class NoNextRequests implements NextRequests {
  private Optional<ResponseEnd> held = Optional.empty();

  @Override
  public CompletableFuture<Void> ask(Duration patience, ResponseEnd end) {
    held = Optional.of(end);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Optional<Exchange> take() {
    return Optional.empty();
  }

  @Override
  public void withdraw() {}

  /** The end of the response that was there when more was asked for. */
  Optional<ResponseEnd> held() {
    return held;
  }
}
