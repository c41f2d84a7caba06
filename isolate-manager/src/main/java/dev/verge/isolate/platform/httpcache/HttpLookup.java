package dev.verge.isolate.platform.httpcache;

import java.util.concurrent.CompletableFuture;

/** A lookup that may have to wait for somebody else's fetch; closed by whoever gives it up. */
public final class HttpLookup implements AutoCloseable {
  private final CompletableFuture<HttpTransaction> transaction;
  private final Runnable giveUp;

  HttpLookup(CompletableFuture<HttpTransaction> transaction, Runnable giveUp) {
    this.transaction = transaction;
    this.giveUp = giveUp;
  }

  /** One that is done. */
  public static HttpLookup of(HttpTransaction transaction) {
    return new HttpLookup(CompletableFuture.completedFuture(transaction), transaction::close);
  }

  /** Completes, always normally, with the transaction, which is the caller's to close. */
  public CompletableFuture<HttpTransaction> transaction() {
    return transaction;
  }

  /** Waits no more; a transaction that is there already is closed. On any thread. */
  @Override
  public void close() {
    giveUp.run();
  }
}
