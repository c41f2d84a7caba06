/**
 * The data plane: HTTP/1.1 and HTTP/2 (RFC 9110, RFC 9112, RFC 9113) on Netty, in clear text and
 * over TLS, from a hostname to a guest and back.
 *
 * <p>{@link dev.verge.gateway.http.DataPlane} is the door. A connection's state belongs to its
 * event loop, which parses, routes and writes but never waits; each request's guest runs on a
 * virtual thread of its own and meets the event loop in two bounded buffers, one for each direction
 * of the bodies. The two protocols differ in what carries an exchange, {@code Connection} or {@code
 * RequestStream}; what comes before and after is the same.
 */
package dev.verge.gateway.http;
