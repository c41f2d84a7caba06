/**
 * The names and settings that every room shares: which function, which version, under which limits.
 *
 * <p>Everything here is an immutable value, safe on any thread. The packages below turn Wasm into
 * responses: {@code module} reads binaries, {@code template} prepares a version once, {@code
 * engine} is the only user of the polyglot API, {@code pool} decides which isolate takes a request,
 * {@code abi} translates hostcalls, {@code platform} holds what guests can reach, and {@code
 * exchange} is the request and response that a gateway lends to a guest.
 */
package dev.verge.isolate;
