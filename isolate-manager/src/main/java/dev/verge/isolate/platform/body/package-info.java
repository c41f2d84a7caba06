/**
 * Bodies of messages on their way between clients, guests, backends, stores and caches.
 *
 * <p>A {@link dev.verge.isolate.platform.body.Source} is read once, by one thread at a time, which
 * may wait; its readiness can be awaited together with that of others. A {@link
 * dev.verge.isolate.platform.body.Pipe} hands bytes from one thread to another, bounded.
 */
package dev.verge.isolate.platform.body;
