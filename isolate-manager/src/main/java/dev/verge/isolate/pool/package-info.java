/**
 * Which isolate takes a request: the cache of idle isolates, admission, limits and timings.
 *
 * <p>{@link dev.verge.isolate.pool.Isolates} is the door of the whole isolate manager. A gateway
 * calls {@code serve} on a virtual thread per request; the guest runs on that thread. A watchdog
 * thread of this package ends guests that are over their time.
 */
package dev.verge.isolate.pool;
