package dev.verge.isolate.platform.cache;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A lookup that may have to wait for somebody else's fetch. Safe on any thread; whoever does not
 * take its transaction closes it.
 */
public final class PendingLookup implements AutoCloseable {
  private final TenantCache cache;
  private final Lookup lookup;
  private final LookupKind kind;
  private final CompletableFuture<Transaction> transaction = new CompletableFuture<>();

  /** Guarded by the cache; what the future has, or is about to have. */
  private Optional<Transaction> settled = Optional.empty();

  PendingLookup(TenantCache cache, Lookup lookup, LookupKind kind) {
    this.cache = cache;
    this.lookup = lookup;
    this.kind = kind;
  }

  Lookup lookup() {
    return lookup;
  }

  LookupKind kind() {
    return kind;
  }

  void settle(Transaction result) {
    settled = Optional.of(result);
  }

  Optional<Transaction> settled() {
    return settled;
  }

  /** Tells those who wait; without the cache's lock. */
  void announce() {
    settled.ifPresent(transaction::complete);
  }

  /** Completes with the transaction, which is the caller's to close. */
  public CompletableFuture<Transaction> transaction() {
    return transaction;
  }

  /** Waits no more; a transaction that is there already is closed, and with it its obligation. */
  @Override
  public void close() {
    cache.giveUp(this);
  }
}
