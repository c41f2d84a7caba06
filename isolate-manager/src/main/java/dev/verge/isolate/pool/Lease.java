package dev.verge.isolate.pool;

import dev.verge.isolate.exchange.Start;

/**
 * An isolate that a request has.
 *
 * @param kind how it was found
 * @param readyNanos what it took to bring it to its template's state, when the request had to wait
 *     for that; else 0
 */
record Lease(PooledIsolate isolate, Start.Kind kind, long readyNanos) {}
