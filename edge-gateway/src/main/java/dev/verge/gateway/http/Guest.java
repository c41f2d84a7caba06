package dev.verge.gateway.http;

import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.pool.Outcome;

/** What serves a deployment's exchanges. Blocks; called on the request's own virtual thread. */
@FunctionalInterface
interface Guest {
  /**
   * Serves one exchange; a failure is an outcome, not an exception.
   *
   * @throws RefusedException when there is no guest after all
   */
  Outcome serve(Exchange exchange) throws RefusedException;
}
