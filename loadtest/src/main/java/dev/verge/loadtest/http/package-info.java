/**
 * The load generator: one event loop that keeps HTTP/1.1 connections busy, in a closed loop (the
 * next request follows the answer) or an open loop (requests follow a clock).
 *
 * <p>{@link dev.verge.loadtest.http.LoadGenerator} is the door; its methods block the caller, and
 * everything that is timed happens on the event loop. Requests are encoded once, and one thread
 * does all the work, because generator and platform share the machine's cores.
 */
package dev.verge.loadtest.http;
