/**
 * Requests to backends: connections, TLS, timeouts, health, and what went wrong. Knows no ABI; the
 * HTTP client underneath, Vert.x's, stays inside.
 *
 * <p>{@link dev.verge.isolate.platform.backends.Origins} is the door. A request has a virtual
 * thread of its own, which connects, sends and waits for the head; the response's body then comes
 * by the client's events and is read by whoever wants it. {@link
 * dev.verge.isolate.platform.backends.Outbound} lets the client's exchange hear of what its guest
 * sends.
 */
package dev.verge.isolate.platform.backends;
