/**
 * One request and its response, as a gateway lends them to a guest ABI.
 *
 * <p>The gateway implements {@link dev.verge.isolate.exchange.Exchange}; guest ABIs use it on the
 * guest's own virtual thread, where it blocks for slow clients. Nothing here knows how bytes reach
 * the wire.
 */
package dev.verge.isolate.exchange;
