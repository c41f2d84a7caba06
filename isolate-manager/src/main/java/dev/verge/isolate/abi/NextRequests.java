package dev.verge.isolate.abi;

import dev.verge.isolate.exchange.Exchange;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * More requests for a guest that asks for them, in the instance that it has. Used on the guest's
 * thread.
 */
public interface NextRequests {
  /** For guests that serve one request each. */
  NextRequests NONE =
      new NextRequests() {
        @Override
        public CompletableFuture<Void> ask(Duration patience, ResponseEnd end) {
          throw new IllegalStateException("This guest serves one request");
        }

        @Override
        public Optional<Exchange> take() {
          return Optional.empty();
        }

        @Override
        public void withdraw() {}
      };

  /**
   * The request so far is answered; another one is welcome. To be called once for each request.
   *
   * @param patience how long to wait for it at the most; the platform's own limit may be shorter
   * @param end the end of the response so far
   * @return completes, always normally, when {@link #take} would not wait
   */
  CompletableFuture<Void> ask(Duration patience, ResponseEnd end);

  /**
   * Waits for what was asked for, and takes it.
   *
   * @return empty when there will be none
   */
  Optional<Exchange> take() throws InterruptedException;

  /** No longer wants what was asked for. */
  void withdraw();
}
