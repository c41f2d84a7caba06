package dev.verge.isolate.pool;

import dev.verge.isolate.Limits;
import dev.verge.isolate.abi.ResponseEnd;
import dev.verge.isolate.exchange.Exchange;
import java.util.concurrent.CompletableFuture;

/**
 * One request with a guest: begun by the thread that serves it, ended by the guest's, which may be
 * the same.
 */
final class Turn {
  private final LimitedExchange exchange;
  private final Limits limits;
  private final long wallDeadlineNanos;
  private final CompletableFuture<End> end = new CompletableFuture<>();

  /** How a turn ended. */
  sealed interface End {
    /** The request is answered, all but the end of its response. */
    record Served(ResponseEnd end) implements End {}

    /** It is not answered, or not whole. */
    record Failed(FaultReport report) implements End {}

    /** The guest that it was handed to ended before it took it; another may have it. */
    record Untaken() implements End {}
  }

  Turn(Exchange exchange, Limits limits) {
    this.exchange = new LimitedExchange(exchange, limits);
    this.limits = limits;
    this.wallDeadlineNanos = System.nanoTime() + limits.wallClock().toNanos();
  }

  private Turn(LimitedExchange exchange, Limits limits, long wallDeadlineNanos) {
    this.exchange = exchange;
    this.limits = limits;
    this.wallDeadlineNanos = wallDeadlineNanos;
  }

  /** The same request for another guest. */
  Turn again() {
    return new Turn(exchange, limits, wallDeadlineNanos);
  }

  LimitedExchange exchange() {
    return exchange;
  }

  /** What the request may use. */
  Limits limits() {
    return limits;
  }

  /** By {@link System#nanoTime()}. */
  long wallDeadlineNanos() {
    return wallDeadlineNanos;
  }

  /** Ends it; the first end counts. */
  void end(End how) {
    end.complete(how);
  }

  End await() throws InterruptedException {
    return Waits.join(end);
  }
}
