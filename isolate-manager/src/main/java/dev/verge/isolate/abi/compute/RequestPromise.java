package dev.verge.isolate.abi.compute;

import dev.verge.isolate.abi.NextRequests;
import dev.verge.isolate.exchange.Exchange;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a {@code request_promise_handle} stands for: the next request. It is asked for when the
 * guest starts to wait for it, since the one before has to be answered first.
 */
final class RequestPromise implements AsyncItem {
  /** How long a guest waits that does not say. */
  static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

  private final Session session;
  private final NextRequests requests;
  private final Duration patience;
  private Optional<CompletableFuture<Void>> asked = Optional.empty();

  RequestPromise(Session session, Duration patience) {
    this.session = session;
    this.requests = session.setting().next();
    this.patience = patience;
  }

  @Override
  public CompletableFuture<?> readiness() {
    if (asked.isEmpty() && session.downstream().written()) {
      ask();
    }
    return asked.isPresent() ? asked.get() : session.downstream().writing();
  }

  /** Waits for the request and takes it; empty when there will be none. */
  Optional<Exchange> take() throws InterruptedException {
    if (asked.isEmpty()) {
      session.await(session.downstream().writing());
      ask();
    }
    session.await(asked.orElseThrow());
    return requests.take();
  }

  @Override
  public void close() {
    if (asked.isPresent()) {
      requests.withdraw();
    }
  }

  private void ask() {
    asked = Optional.of(requests.ask(patience, session.downstream().end()));
  }
}
