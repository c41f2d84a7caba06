/**
 * The only package that knows the polyglot API: the shared engine, isolates, instances, guest
 * memory, hostcall binding and interruption.
 *
 * <p>{@link dev.verge.isolate.engine.GuestEngine} is made once. It parses a binary into a {@link
 * dev.verge.isolate.engine.CompiledModule}, from which any number of {@link
 * dev.verge.isolate.engine.Isolate}s are made; an isolate makes a fresh {@link
 * dev.verge.isolate.engine.Instance} for every request. Isolates share compiled code and nothing
 * else. An isolate is used by one thread at a time, except for its interruption and closing.
 *
 * <p>Only the public polyglot API is used, so far: no class here depends on a GraalWasm internal.
 */
package dev.verge.isolate.engine;
